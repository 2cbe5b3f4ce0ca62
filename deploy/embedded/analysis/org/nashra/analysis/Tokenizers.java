package org.nashra.analysis;

import static java.util.Map.entry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.path.PathHierarchyTokenizer;
import org.apache.lucene.analysis.path.ReversePathHierarchyTokenizer;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Tokenizers by their stock names; `standard` is the server's own. */
final class Tokenizers {

    private static final int MAX_TOKEN_LENGTH = 255;

    private Tokenizers() {}

    private interface Splitting extends Reading<Supplier<Tokenizer>> {}

    static final Map<String, AnalysisProvider<TokenizerFactory>> BY_NAME = Map.ofEntries(
        tokenizer("edge_ngram", Tokenizers::edgeNGram),
        tokenizer("keyword", Tokenizers::keyword),
        tokenizer("letter", (settings, index, env) -> LetterTokenizer::new),
        tokenizer("ngram", Tokenizers::ngram),
        tokenizer("path_hierarchy", Tokenizers::pathHierarchy),
        tokenizer("pattern", Tokenizers::pattern),
        tokenizer("uax_url_email", Tokenizers::urlEmail),
        tokenizer("whitespace", Tokenizers::whitespace)
    );

    private static Map.Entry<String, AnalysisProvider<TokenizerFactory>> tokenizer(String type, Splitting reading) {
        return entry(type, reading.provider(TokenizerFactory::newFactory));
    }

    /** Stock Elasticsearch's bound on the number of grams of one token. */
    static void checkDifference(int min, int max, IndexSettings index) {
        int allowed = index.getMaxNgramDiff();
        if (max - min > allowed) {
            throw new IllegalArgumentException(
                "The difference between max_gram and min_gram in NGram Tokenizer must be less than or equal to: ["
                    + allowed + "] but was [" + (max - min) + "]. This limit can be set by changing the ["
                    + IndexSettings.MAX_NGRAM_DIFF_SETTING.getKey() + "] index level setting.");
        }
    }

    private static Supplier<Tokenizer> keyword(Settings settings, IndexSettings index, Environment env) {
        int size = settings.getAsInt("buffer_size", KeywordTokenizer.DEFAULT_BUFFER_SIZE);
        return () -> new KeywordTokenizer(size);
    }

    private static Supplier<Tokenizer> whitespace(Settings settings, IndexSettings index, Environment env) {
        int longest = settings.getAsInt("max_token_length", MAX_TOKEN_LENGTH);
        return () -> new WhitespaceTokenizer(longest);
    }

    private static Supplier<Tokenizer> urlEmail(Settings settings, IndexSettings index, Environment env) {
        int longest = settings.getAsInt("max_token_length", MAX_TOKEN_LENGTH);
        return () -> {
            UAX29URLEmailTokenizer tokenizer = new UAX29URLEmailTokenizer();
            tokenizer.setMaxTokenLength(longest);
            return tokenizer;
        };
    }

    private static Supplier<Tokenizer> pattern(Settings settings, IndexSettings index, Environment env) {
        Pattern pattern = Regex.compile(settings.get("pattern", "\\W+"), settings.get("flags"));
        int group = settings.getAsInt("group", -1);
        return () -> new PatternTokenizer(pattern, group);
    }

    private static Supplier<Tokenizer> pathHierarchy(Settings settings, IndexSettings index, Environment env) {
        char delimiter = settings.get("delimiter", "/").charAt(0);
        char replacement = settings.get("replacement", String.valueOf(delimiter)).charAt(0);
        int skip = settings.getAsInt("skip", 0);
        if (settings.getAsBoolean("reverse", false)) {
            return () -> new ReversePathHierarchyTokenizer(delimiter, replacement, skip);
        }
        return () -> new PathHierarchyTokenizer(delimiter, replacement, skip);
    }

    private static Supplier<Tokenizer> ngram(Settings settings, IndexSettings index, Environment env) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        checkDifference(min, max, index);
        IntPredicate kept = tokenCharacters(settings);
        return () -> new NGramTokenizer(min, max) {
            @Override
            protected boolean isTokenChar(int character) {
                return kept.test(character);
            }
        };
    }

    private static Supplier<Tokenizer> edgeNGram(Settings settings, IndexSettings index, Environment env) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        IntPredicate kept = tokenCharacters(settings);
        return () -> new EdgeNGramTokenizer(min, max) {
            @Override
            protected boolean isTokenChar(int character) {
                return kept.test(character);
            }
        };
    }

    /** The classes of characters that stay in a token (`token_chars`); none given keeps everything. */
    private static IntPredicate tokenCharacters(Settings settings) {
        List<String> classes = settings.getAsList("token_chars");
        String custom = settings.get("custom_token_chars", "");
        return classes.stream()
            .map(name -> characterClass(name, custom))
            .reduce(IntPredicate::or)
            .orElse(character -> true);
    }

    private static IntPredicate characterClass(String name, String custom) {
        return switch (name.toLowerCase(Locale.ROOT).trim()) {
            case "letter" -> Character::isLetter;
            case "digit" -> Character::isDigit;
            case "whitespace" -> Character::isWhitespace;
            case "punctuation" -> Tokenizers::isPunctuation;
            case "symbol" -> Tokenizers::isSymbol;
            case "custom" -> character -> custom.indexOf(character) >= 0;
            default -> throw new IllegalArgumentException("Unknown token type: '" + name + "'");
        };
    }

    private static boolean isPunctuation(int character) {
        return switch (Character.getType(character)) {
            case Character.START_PUNCTUATION, Character.END_PUNCTUATION, Character.OTHER_PUNCTUATION,
                Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION,
                Character.FINAL_QUOTE_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean isSymbol(int character) {
        return switch (Character.getType(character)) {
            case Character.CURRENCY_SYMBOL, Character.MATH_SYMBOL, Character.OTHER_SYMBOL,
                Character.MODIFIER_SYMBOL -> true;
            default -> false;
        };
    }
}
