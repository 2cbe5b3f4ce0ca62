package org.nashra.analysis;

import static java.util.Map.entry;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.CATENATE_ALL;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.CATENATE_NUMBERS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.CATENATE_WORDS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.GENERATE_WORD_PARTS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.IGNORE_KEYWORDS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.PRESERVE_ORIGINAL;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.SPLIT_ON_NUMERICS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.Analysis;

/** The settings of `word_delimiter_graph`: one flag each. */
final class WordDelimiter {

    private WordDelimiter() {}

    private static final Map<String, Integer> FLAGS = Map.ofEntries(
        entry("generate_word_parts", GENERATE_WORD_PARTS),
        entry("generate_number_parts", GENERATE_NUMBER_PARTS),
        entry("catenate_words", CATENATE_WORDS),
        entry("catenate_numbers", CATENATE_NUMBERS),
        entry("catenate_all", CATENATE_ALL),
        entry("split_on_case_change", SPLIT_ON_CASE_CHANGE),
        entry("split_on_numerics", SPLIT_ON_NUMERICS),
        entry("stem_english_possessive", STEM_ENGLISH_POSSESSIVE),
        entry("preserve_original", PRESERVE_ORIGINAL),
        entry("ignore_keywords", IGNORE_KEYWORDS)
    );
    private static final Set<String> ON_BY_DEFAULT = Set.of(
        "generate_word_parts", "generate_number_parts", "split_on_case_change", "split_on_numerics",
        "stem_english_possessive"
    );

    static UnaryOperator<TokenStream> read(Settings settings, IndexSettings index, Environment env) {
        int flags = FLAGS.entrySet().stream()
            .filter(flag -> settings.getAsBoolean(flag.getKey(), ON_BY_DEFAULT.contains(flag.getKey())))
            .mapToInt(Map.Entry::getValue)
            .reduce(0, (left, right) -> left | right);
        boolean adjustOffsets = settings.getAsBoolean("adjust_offsets", true);
        CharArraySet untouched = Analysis.getWordSet(env, settings, "protected_words");
        return input -> new WordDelimiterGraphFilter(
            input, adjustOffsets, WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE, flags, untouched);
    }
}
