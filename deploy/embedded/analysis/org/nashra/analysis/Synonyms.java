package org.nashra.analysis;

import java.io.IOException;
import java.io.StringReader;
import java.text.ParseException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.apache.lucene.util.CharsRef;
import org.apache.lucene.util.CharsRefBuilder;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalysisMode;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;

/**
 * `synonym` and `synonym_graph` with rules in Solr's format, given in `synonyms` or `synonyms_path`. The rules
 * are read with the part of the analyzer that stands before the filter, as stock Elasticsearch does.
 */
final class Synonyms extends AbstractTokenFilterFactory {

    static final AnalysisProvider<TokenFilterFactory> GRAPH =
        provider((input, map) -> new SynonymGraphFilter(input, map, false));
    @SuppressWarnings("deprecation") // what the stock filter of this name uses
    static final AnalysisProvider<TokenFilterFactory> FLAT =
        provider((input, map) -> new SynonymFilter(input, map, false));

    private final BiFunction<TokenStream, SynonymMap, TokenStream> filter;
    private final List<String> rules;
    private final boolean expand;
    private final boolean lenient;
    private final AnalysisMode mode;

    private Synonyms(
        String name, Settings settings, Environment environment, BiFunction<TokenStream, SynonymMap, TokenStream> filter
    ) {
        super(name);
        this.filter = filter;
        this.rules = Analysis.getWordList(environment, settings, "synonyms");
        if (rules == null) {
            throw new IllegalArgumentException("synonym requires either `synonyms` or `synonyms_path` to be configured");
        }
        this.expand = settings.getAsBoolean("expand", true);
        boolean updateable = settings.getAsBoolean("updateable", false);
        this.lenient = settings.getAsBoolean("lenient", updateable);
        this.mode = updateable ? AnalysisMode.SEARCH_TIME : AnalysisMode.ALL;
    }

    private static AnalysisProvider<TokenFilterFactory> provider(
        BiFunction<TokenStream, SynonymMap, TokenStream> filter
    ) {
        return AnalysisPlugin.requiresAnalysisSettings(
            (index, environment, name, settings) -> new Synonyms(name, settings, environment, filter));
    }

    @Override
    public TokenStream create(TokenStream input) {
        throw new IllegalStateException("synonyms are read once the rest of the analyzer is known");
    }

    @Override
    public AnalysisMode getAnalysisMode() {
        return mode;
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
        IndexCreationContext context,
        TokenizerFactory tokenizer,
        List<CharFilterFactory> charFilters,
        List<TokenFilterFactory> previous,
        Function<String, TokenFilterFactory> others
    ) {
        TokenFilterFactory[] before = previous.stream().map(TokenFilterFactory::getSynonymFilter)
            .toArray(TokenFilterFactory[]::new);
        SynonymMap map = parse(
            new CustomAnalyzer(tokenizer, charFilters.toArray(CharFilterFactory[]::new), before));
        return new AbstractTokenFilterFactory(name()) {
            @Override
            public TokenStream create(TokenStream input) {
                return map.fst == null ? input : filter.apply(input, map);
            }

            @Override
            public TokenFilterFactory getSynonymFilter() {
                return IDENTITY_FILTER; // synonyms are not applied to the rules of other synonyms
            }

            @Override
            public AnalysisMode getAnalysisMode() {
                return mode;
            }
        };
    }

    private SynonymMap parse(Analyzer analyzer) {
        try {
            Rules parser = new Rules(analyzer);
            parser.parse(new StringReader(String.join("\n", rules)));
            return parser.build();
        } catch (IOException | ParseException error) {
            throw new IllegalArgumentException("failed to build synonyms", error);
        }
    }

    /** With `lenient`, a rule whose words leave no token is skipped instead of refused. */
    private final class Rules extends SolrSynonymParser {

        Rules(Analyzer analyzer) {
            super(true, expand, analyzer);
        }

        @Override
        public void add(
            CharsRef from, CharsRef to, boolean keepOriginal
        ) {
            if (from.length > 0 && to.length > 0) {
                super.add(from, to, keepOriginal);
            }
        }

        @Override
        public CharsRef analyze(String text, CharsRefBuilder reuse)
            throws IOException {
            try {
                return super.analyze(text, reuse);
            } catch (IllegalArgumentException error) {
                if (!lenient) {
                    throw error;
                }
                return new CharsRef();
            }
        }
    }
}
