package org.nashra.analysis;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.fa.PersianNormalizationFilter;
import org.apache.lucene.analysis.fa.PersianStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchMinimalStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.KeepWordFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.miscellaneous.PatternKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.tartarus.snowball.ext.FrenchStemmer;

/** Token filters by their stock names. `lowercase`, `stop`, `shingle` and `hunspell` are the server's own. */
final class TokenFilters {

    private TokenFilters() {}

    private interface Filter extends Reading<UnaryOperator<TokenStream>> {}

    static final Map<String, AnalysisProvider<TokenFilterFactory>> BY_NAME = Map.ofEntries(
        normalizing("arabic_normalization", plain(ArabicNormalizationFilter::new)),
        normalizing("asciifolding", TokenFilters::asciiFolding),
        normalizing("decimal_digit", plain(DecimalDigitFilter::new)),
        normalizing("elision", TokenFilters::elision),
        normalizing("persian_normalization", plain(PersianNormalizationFilter::new)),
        normalizing("trim", plain(TrimFilter::new)),
        normalizing("uppercase", plain(UpperCaseFilter::new)),
        filter("arabic_stem", plain(ArabicStemFilter::new)),
        filter("edge_ngram", TokenFilters::edgeNGram),
        filter("flatten_graph", plain(FlattenGraphFilter::new)),
        filter("keyword_repeat", plain(KeywordRepeatFilter::new)),
        filter("kstem", plain(KStemFilter::new)),
        filter("length", TokenFilters::length),
        filter("limit", TokenFilters::limit),
        filter("ngram", TokenFilters::ngram),
        filter("persian_stem", plain(PersianStemFilter::new)),
        filter("porter_stem", plain(PorterStemFilter::new)),
        filter("remove_duplicates", plain(RemoveDuplicatesTokenFilter::new)),
        filter("reverse", plain(ReverseStringFilter::new)),
        filter("stemmer", TokenFilters::stemmer),
        filter("unique", TokenFilters::unique),
        filter("word_delimiter_graph", WordDelimiter::read),
        configured("keep", TokenFilters::keep),
        configured("keyword_marker", TokenFilters::keywordMarker),
        configured("pattern_capture", TokenFilters::patternCapture),
        configured("pattern_replace", TokenFilters::patternReplace),
        configured("truncate", TokenFilters::truncate),
        entry("synonym", Synonyms.FLAT),
        entry("synonym_graph", Synonyms.GRAPH)
    );

    private static Map.Entry<String, AnalysisProvider<TokenFilterFactory>> filter(String type, Filter reading) {
        return entry(type, reading.provider(TokenFilters::factory));
    }

    private static Map.Entry<String, AnalysisProvider<TokenFilterFactory>> configured(String type, Filter reading) {
        return entry(type, reading.configured(TokenFilters::factory));
    }

    /** A filter that changes letters only: allowed in normalizers and applied to wildcards and prefixes. */
    private static Map.Entry<String, AnalysisProvider<TokenFilterFactory>> normalizing(String type, Filter reading) {
        return entry(type, reading.provider(TokenFilters::normalizingFactory));
    }

    private static TokenFilterFactory factory(String name, UnaryOperator<TokenStream> wrap) {
        return new AbstractTokenFilterFactory(name) {
            @Override
            public TokenStream create(TokenStream input) {
                return wrap.apply(input);
            }
        };
    }

    private static TokenFilterFactory normalizingFactory(String name, UnaryOperator<TokenStream> wrap) {
        final class Normalizing extends AbstractTokenFilterFactory implements NormalizingTokenFilterFactory {
            Normalizing() {
                super(name);
            }

            @Override
            public TokenStream create(TokenStream input) {
                return wrap.apply(input);
            }
        }
        return new Normalizing();
    }

    private static Filter plain(UnaryOperator<TokenStream> wrap) {
        return (settings, index, environment) -> wrap;
    }

    private static UnaryOperator<TokenStream> asciiFolding(Settings settings, IndexSettings index, Environment env) {
        boolean keep = settings.getAsBoolean("preserve_original", false);
        return input -> new ASCIIFoldingFilter(input, keep);
    }

    private static UnaryOperator<TokenStream> elision(Settings settings, IndexSettings index, Environment env) {
        CharArraySet given = Analysis.parseArticles(env, settings);
        CharArraySet articles = given == null ? FrenchAnalyzer.DEFAULT_ARTICLES : given;
        return input -> new ElisionFilter(input, articles);
    }

    private static UnaryOperator<TokenStream> ngram(Settings settings, IndexSettings index, Environment env) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        boolean keep = settings.getAsBoolean("preserve_original", false);
        Tokenizers.checkDifference(min, max, index);
        return input -> new NGramTokenFilter(input, min, max, keep);
    }

    private static UnaryOperator<TokenStream> edgeNGram(Settings settings, IndexSettings index, Environment env) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        boolean keep = settings.getAsBoolean("preserve_original", false);
        UnaryOperator<TokenStream> front = input -> new EdgeNGramTokenFilter(input, min, max, keep);
        if (settings.get("side", "front").equals("front")) {
            return front;
        }
        return input -> new ReverseStringFilter(front.apply(new ReverseStringFilter(input)));
    }

    private static UnaryOperator<TokenStream> length(Settings settings, IndexSettings index, Environment env) {
        int min = settings.getAsInt("min", 0);
        int max = settings.getAsInt("max", Integer.MAX_VALUE);
        return input -> new LengthFilter(input, min, max);
    }

    private static UnaryOperator<TokenStream> limit(Settings settings, IndexSettings index, Environment env) {
        int count = settings.getAsInt("max_token_count", 1);
        boolean consume = settings.getAsBoolean("consume_all_tokens", false);
        return input -> new LimitTokenCountFilter(input, count, consume);
    }

    private static UnaryOperator<TokenStream> truncate(Settings settings, IndexSettings index, Environment env) {
        int length = settings.getAsInt("length", -1);
        if (length <= 0) {
            throw new IllegalArgumentException("length parameter must be provided");
        }
        return input -> TruncateTokenFilter.truncateAfterChars(input, length);
    }

    private static UnaryOperator<TokenStream> unique(Settings settings, IndexSettings index, Environment env) {
        boolean samePosition = settings.getAsBoolean("only_on_same_position", false);
        return input -> new UniqueFilter(input, samePosition);
    }

    private static UnaryOperator<TokenStream> keep(Settings settings, IndexSettings index, Environment env) {
        CharArraySet words = Analysis.getWordSet(env, settings, "keep_words");
        return input -> new KeepWordFilter(input, words);
    }

    private static UnaryOperator<TokenStream> keywordMarker(Settings settings, IndexSettings index, Environment env) {
        String pattern = settings.get("keywords_pattern");
        if (pattern != null) {
            Pattern compiled = Pattern.compile(pattern);
            return input -> new PatternKeywordMarkerFilter(input, compiled);
        }
        CharArraySet words = Analysis.getWordSet(env, settings, "keywords");
        if (words == null) {
            throw new IllegalArgumentException("keyword filter requires either `keywords`, `keywords_path` or `keywords_pattern`");
        }
        boolean ignoreCase = settings.getAsBoolean("ignore_case", false);
        CharArraySet keywords = new CharArraySet(words, ignoreCase);
        return input -> new SetKeywordMarkerFilter(input, keywords);
    }

    private static UnaryOperator<TokenStream> patternCapture(Settings settings, IndexSettings index, Environment env) {
        List<String> given = settings.getAsList("patterns", null);
        if (given == null) {
            throw new IllegalArgumentException("required setting 'patterns' is missing");
        }
        Pattern[] patterns = given.stream().map(Pattern::compile).toArray(Pattern[]::new);
        boolean keep = settings.getAsBoolean("preserve_original", true);
        return input -> new PatternCaptureGroupTokenFilter(input, keep, patterns);
    }

    private static UnaryOperator<TokenStream> patternReplace(Settings settings, IndexSettings index, Environment env) {
        Pattern pattern = requiredPattern(settings);
        String replacement = settings.get("replacement", "");
        boolean all = settings.getAsBoolean("all", true);
        return input -> new PatternReplaceFilter(input, pattern, replacement, all);
    }

    static Pattern requiredPattern(Settings settings) {
        String pattern = settings.get("pattern");
        if (pattern == null) {
            throw new IllegalArgumentException("pattern is missing");
        }
        return Regex.compile(pattern, settings.get("flags"));
    }

    private static UnaryOperator<TokenStream> stemmer(Settings settings, IndexSettings index, Environment env) {
        String language = settings.get("language", settings.get("name", "porter"));
        return switch (language) {
            case "arabic" -> ArabicStemFilter::new;
            case "persian" -> PersianStemFilter::new;
            case "porter", "english" -> PorterStemFilter::new;
            case "light_english", "lightEnglish", "kstem" -> KStemFilter::new;
            case "french" -> input -> new SnowballFilter(input, new FrenchStemmer());
            case "light_french", "lightFrench" -> FrenchLightStemFilter::new;
            case "minimal_french", "minimalFrench" -> FrenchMinimalStemFilter::new;
            default -> throw new IllegalArgumentException(
                "stemmer [" + language + "] is not in the embedded engine; a stock cluster may have it");
        };
    }
}
