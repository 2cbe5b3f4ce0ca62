package org.nashra.analysis;

import java.io.IOException;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Reads the settings of one analysis component, once, and gives what makes it. */
@FunctionalInterface
interface Reading<T> {

    T read(Settings settings, IndexSettings index, Environment environment) throws IOException;

    /** A component that also works by its bare name, with every setting at its default. */
    default <F> AnalysisProvider<F> provider(Named<T, F> named) {
        return (index, environment, name, settings) -> named.make(name, read(settings, index, environment));
    }

    /** A component that cannot be used without settings. */
    default <F> AnalysisProvider<F> configured(Named<T, F> named) {
        AnalysisProvider<F> provider = provider(named);
        return new AnalysisProvider<>() {
            @Override
            public F get(IndexSettings index, Environment environment, String name, Settings settings)
                throws IOException {
                return provider.get(index, environment, name, settings);
            }

            @Override
            public boolean requiresAnalysisSettings() {
                return true;
            }
        };
    }

    /** Wraps what was read as the factory that Elasticsearch wants. */
    @FunctionalInterface
    interface Named<T, F> {
        F make(String name, T made);
    }
}
