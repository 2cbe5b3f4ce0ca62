package org.nashra.analysis;

import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Whole analyzers by their stock names, with `stopwords` and `stem_exclusion`. */
final class Analyzers {

    private Analyzers() {}

    static final Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> BY_NAME = Map.of(
        "arabic", language(ArabicAnalyzer.getDefaultStopSet(), ArabicAnalyzer::new),
        "english", language(EnglishAnalyzer.getDefaultStopSet(), EnglishAnalyzer::new),
        "french", language(FrenchAnalyzer.getDefaultStopSet(), FrenchAnalyzer::new),
        "persian", language(PersianAnalyzer.getDefaultStopSet(), PersianAnalyzer::new)
    );

    @FunctionalInterface
    private interface Language {
        Analyzer make(CharArraySet stopWords, CharArraySet stemExclusions);
    }

    private static AnalysisProvider<AnalyzerProvider<? extends Analyzer>> language(
        CharArraySet defaultStopWords, Language language
    ) {
        return (index, environment, name, settings) -> {
            CharArraySet stopWords = Analysis.parseStopWords(environment, settings, defaultStopWords);
            CharArraySet exclusions = Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET);
            Analyzer analyzer = language.make(stopWords, exclusions);
            return new AbstractIndexAnalyzerProvider<>(name) {
                @Override
                public Analyzer get() {
                    return analyzer;
                }
            };
        };
    }
}
