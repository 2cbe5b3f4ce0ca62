package org.nashra.analysis;

import java.io.Reader;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;

/** `mapping`: rules `found => reading`, whose only escape here is a UTF-16 unit in hexadecimal digits. */
final class MappingFactory extends AbstractCharFilterFactory implements NormalizingCharFilterFactory {

    private static final Pattern RULE = Pattern.compile("(.*)\\s*=>\\s*(.*)\\s*$");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(\\p{XDigit}{4}))?");

    private final NormalizeCharMap map;

    MappingFactory(IndexSettings index, Environment environment, String name, Settings settings) {
        super(name);
        List<String> rules = Analysis.getWordList(environment, settings, "mappings");
        if (rules == null) {
            throw new IllegalArgumentException("mapping requires either `mappings` or `mappings_path` to be configured");
        }
        NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
        for (String rule : rules) {
            Matcher parts = RULE.matcher(rule);
            if (!parts.find()) {
                throw new IllegalArgumentException("Invalid Mapping Rule : [" + rule + "]");
            }
            builder.add(unescape(parts.group(1).trim()), unescape(parts.group(2).trim()));
        }
        map = builder.build();
    }

    @Override
    public Reader create(Reader input) {
        return new MappingCharFilter(map, input);
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(unit(escape, text)));
    }

    private static String unit(MatchResult escape, String text) {
        if (escape.group(1) == null) {
            throw new IllegalArgumentException("Invalid escaped char in [" + text + "]");
        }
        return String.valueOf((char) Integer.parseInt(escape.group(1), 16));
    }
}
