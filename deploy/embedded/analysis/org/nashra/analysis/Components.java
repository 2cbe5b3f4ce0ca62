package org.nashra.analysis;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;

/**
 * By stock name, what our index needs (`services/search/analysis.py`) and what the index of Elasticsearch's own
 * security does (`pattern_capture`, `unique`, `uax_url_email`). `standard` and `lowercase` are the server's own.
 */
final class Components {

    private Components() {}

    static final Map<String, AnalysisProvider<CharFilterFactory>> CHAR_FILTERS = Map.of(
        "mapping", AnalysisPlugin.requiresAnalysisSettings(MappingFactory::new)
    );

    static final Map<String, AnalysisProvider<TokenizerFactory>> TOKENIZERS = Map.of(
        "ngram", tokenizer(Components::ngram),
        "uax_url_email", tokenizer(settings -> UAX29URLEmailTokenizer::new),
        "whitespace", tokenizer(settings -> WhitespaceTokenizer::new)
    );

    static final Map<String, AnalysisProvider<TokenFilterFactory>> TOKEN_FILTERS = Map.of(
        "arabic_stem", filter(settings -> ArabicStemFilter::new),
        "limit", filter(Components::limit),
        "pattern_capture", AnalysisPlugin.requiresAnalysisSettings(filter(Components::patternCapture)),
        "unique", filter(settings -> UniqueFilter::new)
    );

    private static AnalysisProvider<TokenizerFactory> tokenizer(Function<Settings, Supplier<Tokenizer>> read) {
        return (index, environment, name, settings) -> TokenizerFactory.newFactory(name, read.apply(settings));
    }

    private static AnalysisProvider<TokenFilterFactory> filter(Function<Settings, UnaryOperator<TokenStream>> read) {
        return (index, environment, name, settings) -> {
            UnaryOperator<TokenStream> wrap = read.apply(settings);
            return new AbstractTokenFilterFactory(name) {
                @Override
                public TokenStream create(TokenStream input) {
                    return wrap.apply(input);
                }
            };
        };
    }

    private static UnaryOperator<TokenStream> limit(Settings settings) {
        int count = settings.getAsInt("max_token_count", 1);
        return input -> new LimitTokenCountFilter(input, count);
    }

    private static UnaryOperator<TokenStream> patternCapture(Settings settings) {
        List<String> given = settings.getAsList("patterns", null);
        if (given == null) {
            throw new IllegalArgumentException("required setting 'patterns' is missing");
        }
        Pattern[] patterns = given.stream().map(Pattern::compile).toArray(Pattern[]::new);
        boolean preserveOriginal = settings.getAsBoolean("preserve_original", true);
        return input -> new PatternCaptureGroupTokenFilter(input, preserveOriginal, patterns);
    }

    private static Supplier<Tokenizer> ngram(Settings settings) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        IntPredicate inToken = settings.getAsList("token_chars").stream()
            .map(Components::characterClass)
            .reduce(IntPredicate::or)
            .orElse(character -> true);
        return () -> new NGramTokenizer(min, max) {
            @Override
            protected boolean isTokenChar(int character) {
                return inToken.test(character);
            }
        };
    }

    private static IntPredicate characterClass(String name) {
        return switch (name) {
            case "letter" -> Character::isLetter;
            case "digit" -> Character::isDigit;
            default -> throw new IllegalArgumentException(
                "token_chars [" + name + "] is not in the embedded engine; a stock cluster may have it");
        };
    }
}
