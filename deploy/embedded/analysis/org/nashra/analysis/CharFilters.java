package org.nashra.analysis;

import static java.util.Map.entry;

import java.io.Reader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Character filters by their stock names. */
final class CharFilters {

    private static final Pattern RULE = Pattern.compile("(.*)\\s*=>\\s*(.*)\\s*$");

    private CharFilters() {}

    private interface Filter extends Reading<UnaryOperator<Reader>> {}

    static final Map<String, AnalysisProvider<CharFilterFactory>> BY_NAME = Map.of(
        "html_strip", ((Filter) CharFilters::htmlStrip).provider(CharFilters::factory),
        "mapping", ((Filter) CharFilters::mapping).configured(CharFilters::normalizingFactory),
        "pattern_replace", ((Filter) CharFilters::patternReplace).configured(CharFilters::normalizingFactory)
    );

    private static CharFilterFactory factory(String name, UnaryOperator<Reader> wrap) {
        return new AbstractCharFilterFactory(name) {
            @Override
            public Reader create(Reader input) {
                return wrap.apply(input);
            }
        };
    }

    private static CharFilterFactory normalizingFactory(String name, UnaryOperator<Reader> wrap) {
        final class Normalizing extends AbstractCharFilterFactory implements NormalizingCharFilterFactory {
            Normalizing() {
                super(name);
            }

            @Override
            public Reader create(Reader input) {
                return wrap.apply(input);
            }
        }
        return new Normalizing();
    }

    private static UnaryOperator<Reader> htmlStrip(Settings settings, IndexSettings index, Environment env) {
        Set<String> escaped = Set.copyOf(settings.getAsList("escaped_tags"));
        return input -> new HTMLStripCharFilter(input, escaped);
    }

    private static UnaryOperator<Reader> patternReplace(Settings settings, IndexSettings index, Environment env) {
        Pattern pattern = TokenFilters.requiredPattern(settings);
        String replacement = settings.get("replacement", "");
        return input -> new PatternReplaceCharFilter(pattern, replacement, input);
    }

    private static UnaryOperator<Reader> mapping(Settings settings, IndexSettings index, Environment env) {
        List<String> rules = Analysis.getWordList(env, settings, "mappings");
        if (rules == null) {
            throw new IllegalArgumentException("mapping requires either `mappings` or `mappings_path` to be configured");
        }
        NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
        for (String rule : rules) {
            Matcher parts = RULE.matcher(rule);
            if (!parts.find()) {
                throw new IllegalArgumentException("Invalid Mapping Rule : [" + rule + "]");
            }
            map.add(unescape(parts.group(1).trim()), unescape(parts.group(2).trim()));
        }
        NormalizeCharMap built = map.build();
        return input -> new MappingCharFilter(built, input);
    }

    /** `\\uXXXX` and the one-letter escapes of a mapping rule, decoded. */
    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character != '\\') {
                plain.append(character);
                continue;
            }
            if (++at >= text.length()) {
                throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
            }
            switch (text.charAt(at)) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'r' -> plain.append('\r');
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'u' -> {
                    if (at + 4 >= text.length()) {
                        throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
                    }
                    plain.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                }
                default -> plain.append(text.charAt(at));
            }
        }
        return plain.toString();
    }
}
