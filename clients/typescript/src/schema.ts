// Written by `make clients` of the OpenAPI document a0af25666434388a; do not edit.
export interface paths {
    "/v1/headlines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Headlines
         * @description The newest headlines, one an article; with `after_seq` what came since, oldest first.
         */
        get: operations["list_headlines_v1_headlines_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/headlines/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream Headlines
         * @description Server-sent events: `hello`, then `headline`, `update`, `retract` and `story` as they happen.
         *
         *     `gap` when some are missing, `bye` when this replica stops. The id of an event is its `seq`, the same from
         *     every replica. Filters hold together, after a resumption as well; a stream of one `story` repeats the
         *     headlines that have just joined it, without an id. `q` is a search of at most ten words, in which
         *     quotations are looked for in titles and beginnings.
         */
        get: operations["stream_headlines_v1_headlines_stream_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/articles/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Articles
         * @description Every article that the filters find, once, as far as its newspaper's rights allow.
         *
         *     In the order of ids. A broken export goes on with `cursor` (the header Export-Cursor of the first answer)
         *     and `after` (the id of the last whole record): none twice, none missing, none that came after the
         *     beginning. A Parquet file cannot be continued: take parts with `limit`.
         */
        get: operations["export_articles_v1_articles_export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/articles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Articles
         * @description Articles by filter, newest first.
         *
         *     As a change feed: `sort=indexed_at&indexed_after=…`, page by `next`, then start again from the
         *     `index.complete_through` of the first page: nothing is lost.
         */
        get: operations["list_articles_v1_articles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/articles/{article_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Article
         * @description One article as far as its newspaper's rights allow; `rights.truncated` says that it has more.
         *
         *     451 or 410 when it was withdrawn, for legal or other reasons.
         */
        get: operations["get_article_v1_articles__article_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/articles/{article_id}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Related
         * @description Other articles of the same story first, then similar ones; each says why.
         *
         *     With `kind=entity` those about the same people, places and organisations, what is rare first (`shared`).
         */
        get: operations["list_related_v1_articles__article_id__related_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search
         * @description Ranked articles: spellings that readers take for the same are found, those as written come first.
         */
        get: operations["search_v1_search_get"];
        put?: never;
        /**
         * Search By Post
         * @description The same from a JSON body, for searches longer than an address.
         */
        post: operations["search_by_post_v1_search_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Suggest
         * @description Completions of what is typed: searches, entities with their kind, newspapers, sections.
         *
         *     As `application/x-suggestions+json` for the search box of a browser: the texts.
         */
        get: operations["suggest_v1_search_suggest_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Stories
         * @description Stories, those that most newspapers tell lately first. An article that nobody else tells is one too.
         */
        get: operations["list_stories_v1_stories_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stories/{story_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Story
         * @description One story: who told it first, when who told what, its pictures, and why each article is in it.
         */
        get: operations["get_story_v1_stories__story_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stories/{story_id}/articles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Story Articles
         * @description All articles of a story; copies say of which (`duplicate_of`).
         */
        get: operations["list_story_articles_v1_stories__story_id__articles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Entities
         * @description People, places and organisations, those that most articles are about first.
         *
         *     With `q` also those that nobody wrote about: that is how an id is found by any spelling of a name.
         */
        get: operations["list_entities_v1_entities_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities/{entity_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Entity
         * @description One entity: its spellings, how much is written about it when and by whom, and who appears with it.
         *
         *     410 when operators blocked it.
         */
        get: operations["get_entity_v1_entities__entity_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Attention
         * @description How many articles, and which share of all, each of up to five queries has in each hour, day, week or
         *     month: in all newspapers, or in each newspaper, section or country (`by`). Counts are as they are: where
         *     they are small, shares jump. Articles without a date are in no bucket.
         */
        get: operations["get_attention_v1_attention_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attention/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Attention Words
         * @description What is said with each query more than elsewhere in the period, in the form that newspapers write.
         *
         *     A word stands for its forms, with and without what is written onto it. It is found in a sample of 200
         *     articles and counted in all of them.
         */
        get: operations["get_attention_words_v1_attention_words_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attention/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Attention Sources
         * @description Which newspapers wrote of it: how much, and which share of what each published.
         */
        get: operations["get_attention_sources_v1_attention_sources_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Trending
         * @description Entities, stories or topics that surely more is written about in the window than before, with why.
         *
         *     Shares of all articles are compared, with the same hours and days of the week; copies count once, and no
         *     newspaper more than the one after it.
         */
        get: operations["get_trending_v1_trending_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sources
         * @description The registered newspapers by their Arabic names, and how fresh each is.
         */
        get: operations["list_sources_v1_sources_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{source_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Source
         * @description One newspaper: its edition, its rights and how fresh it is.
         */
        get: operations["get_source_v1_sources__source_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sections
         * @description The sections that articles are sorted into.
         */
        get: operations["list_sections_v1_sections_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/{image_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Image
         * @description What is known of it, and where we serve it; 410 when readers had it hidden.
         */
        get: operations["get_image_v1_images__image_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/{image_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Picture
         * @description The picture, fetched from the newspaper by us; 410 when readers had it hidden.
         */
        get: operations["get_picture_images__image_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/{image_id}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report Image
         * @description Tell that an image should not be shown. Enough distinct readers hide it; their number stays untold.
         */
        post: operations["report_image_v1_images__image_id__reports_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Status
         * @description Whether everything works and how far each stage is behind.
         */
        get: operations["get_status_v1_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Index
         * @description Where everything is.
         */
        get: operations["get_index_v1_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/meta": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Meta
         * @description Which version this is, what its limits are, which editions it reads.
         */
        get: operations["get_meta_v1_meta_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Problem
         * @description What a problem's `type` means.
         */
        get: operations["get_problem_v1_problems__slug__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** ArticleLinks */
        ArticleLinks: {
            /** Related */
            related: string;
            /** Source */
            source: string;
        };
        /** ArticlePage */
        ArticlePage: {
            /** Self */
            self: string;
            /** Next */
            next?: string;
            /** Items */
            items: components["schemas"]["ArticleSummary"][];
            total?: components["schemas"]["TotalShape"];
            index: components["schemas"]["IndexShape"];
        };
        /**
         * ArticleShape
         * @description `blocks`: paragraph, heading, quote, list with their texts; image with `image_id`, `alt` and `state`.
         *
         *     A visible image also has `src`, `caption` and `credit`.
         */
        ArticleShape: {
            source: components["schemas"]["SourceShort"];
            /** Edition */
            edition: string | null;
            /** Published At */
            published_at: string | null;
            /** Published Date */
            published_date: string | null;
            /**
             * Published Precision
             * @enum {string}
             */
            published_precision: "minute" | "day" | "unknown";
            /** Tz */
            tz: string;
            /** Id */
            id: string;
            /** Revision */
            revision: number;
            /** Url */
            url: string;
            /** Canonical Url */
            canonical_url: string | null;
            /** Via Url */
            via_url: string | null;
            /** Title */
            title: string;
            /** Lang */
            lang: string;
            /**
             * Dir
             * @enum {string}
             */
            dir: "rtl" | "ltr";
            /** Section */
            section: string | null;
            /** Authors */
            authors: string[];
            /** Ingested At */
            ingested_at: string;
            /** Reading Minutes */
            reading_minutes: number;
            rights: components["schemas"]["Rights"];
            story: components["schemas"]["StoryLink"] | null;
            /** Keywords */
            keywords: components["schemas"]["KeywordShape"][];
            /** Entities */
            entities: components["schemas"]["EntityShape"][];
            links: components["schemas"]["ArticleLinks"];
            /** Updated At */
            updated_at: string;
            /** Duplicate Of */
            duplicate_of: string | null;
            in_story?: components["schemas"]["StoryShape"] | null;
            /** Blocks */
            blocks?: {
                [key: string]: unknown;
            }[];
            /** Text */
            text?: string;
            /** Related */
            related?: components["schemas"]["ArticleSummary"][];
            /** Mentions */
            mentions?: components["schemas"]["MentionedEntity"][];
        };
        /**
         * ArticleSummary
         * @description `reason`, `shared`: why it is related to another, and what both are about.
         */
        ArticleSummary: {
            source: components["schemas"]["SourceShort"];
            /** Edition */
            edition: string | null;
            /** Published At */
            published_at: string | null;
            /** Published Date */
            published_date: string | null;
            /**
             * Published Precision
             * @enum {string}
             */
            published_precision: "minute" | "day" | "unknown";
            /** Tz */
            tz: string;
            /** Id */
            id: string;
            /** Revision */
            revision: number;
            /** Url */
            url: string;
            /** Canonical Url */
            canonical_url: string | null;
            /** Title */
            title: string;
            /** Lead */
            lead: string;
            /** Lang */
            lang: string;
            /**
             * Dir
             * @enum {string}
             */
            dir: "rtl" | "ltr";
            /** Section */
            section: string | null;
            /** Indexed At */
            indexed_at: string;
            rights: components["schemas"]["RightsShort"];
            /** Word Count */
            word_count: number;
            /** Reading Minutes */
            reading_minutes: number;
            /** Lead Image */
            lead_image: string | null;
            story: components["schemas"]["StoryShort"] | null;
            /** Duplicate Of */
            duplicate_of: string | null;
            /** Score */
            score: number;
            /** Highlights */
            highlights: {
                [key: string]: components["schemas"]["SegmentShape"][][];
            };
            /**
             * Reason
             * @enum {string}
             */
            reason: "story" | "similar" | "entity";
            /** Shared */
            shared: components["schemas"]["EntityShort"][];
        };
        /**
         * AttentionBucket
         * @description `start`, `end`: days, or with interval `hour` moments. `articles`: all that were published in it.
         *
         *     `partial`: a part of it is not in the period, or not in the index yet: today looks like a drop.
         */
        AttentionBucket: {
            /** Start */
            start: string;
            /** End */
            end: string;
            /** Partial */
            partial: boolean;
            /** Articles */
            articles: number;
        };
        /** AttentionPeriod */
        AttentionPeriod: {
            /** From */
            from: string;
            /** To */
            to: string;
            /** Interval */
            interval: string;
            /** Tz */
            tz: string;
        };
        /**
         * AttentionQueryShape
         * @description `count` of the articles that were found in the period, `share` of all that were published in it.
         */
        AttentionQueryShape: {
            /** Label */
            label: string;
            /** Q */
            q: string;
            /** Entity */
            entity: string[];
            /** Count */
            count: number;
            /** Share */
            share: number | null;
            interpreted: components["schemas"]["Interpreted"];
        };
        /**
         * AttentionSeriesShape
         * @description By bucket, of one query (its place in `queries`) in one `group` of `by`.
         *
         *     `shares` of the `articles` of the group; null where there were none. `group` null: in all of them, or
         *     with `by`, articles that say nothing of it.
         */
        AttentionSeriesShape: {
            /** Query */
            query: number;
            /** Label */
            label: string;
            /** Group */
            group: string | null;
            /** Group Label */
            group_label: string | null;
            /** Count */
            count: number;
            /** Share */
            share: number | null;
            /** Counts */
            counts: number[];
            /** Articles */
            articles: number[];
            /** Shares */
            shares: (number | null)[];
        };
        /**
         * AttentionShape
         * @description `articles`: all that were published in the period, which every share is of.
         */
        AttentionShape: {
            /** Self */
            self: string;
            period: components["schemas"]["AttentionPeriod"];
            /**
             * Copies
             * @enum {string}
             */
            copies: "all" | "once";
            /** By */
            by: ("source" | "section" | "edition") | null;
            /** Articles */
            articles: number;
            /** Queries */
            queries: components["schemas"]["AttentionQueryShape"][];
            /** Buckets */
            buckets: components["schemas"]["AttentionBucket"][];
            /** Series */
            series: components["schemas"]["AttentionSeriesShape"][];
            index: components["schemas"]["IndexShape"];
            /** Links */
            links: {
                [key: string]: string;
            };
        };
        /**
         * AttentionSource
         * @description What one newspaper wrote: `articles` of the period, and of these, by query, `count` and `share`.
         */
        AttentionSource: {
            source: components["schemas"]["SourceShort"];
            /** Articles */
            articles: number;
            /** Queries */
            queries: components["schemas"]["AttentionSourceCount"][];
        };
        /** AttentionSourceCount */
        AttentionSourceCount: {
            /** Label */
            label: string;
            /** Count */
            count: number;
            /** Share */
            share: number;
        };
        /** AttentionSourcesShape */
        AttentionSourcesShape: {
            /** Self */
            self: string;
            period: components["schemas"]["AttentionPeriod"];
            /**
             * Copies
             * @enum {string}
             */
            copies: "all" | "once";
            /** Items */
            items: components["schemas"]["AttentionSource"][];
            index: components["schemas"]["IndexShape"];
            /** Links */
            links: {
                [key: string]: string;
            };
        };
        /**
         * AttentionWordsQuery
         * @description `sampled`: of how many articles the words were read; they are counted in all of them.
         */
        AttentionWordsQuery: {
            /** Label */
            label: string;
            /** Q */
            q: string;
            /** Entity */
            entity: string[];
            /** Sampled */
            sampled: number;
            /** Words */
            words: components["schemas"]["SignificantWordShape"][];
        };
        /** AttentionWordsShape */
        AttentionWordsShape: {
            /** Self */
            self: string;
            period: components["schemas"]["AttentionPeriod"];
            /**
             * Copies
             * @enum {string}
             */
            copies: "all" | "once";
            /** Queries */
            queries: components["schemas"]["AttentionWordsQuery"][];
            index: components["schemas"]["IndexShape"];
            /** Links */
            links: {
                [key: string]: string;
            };
        };
        /**
         * BucketShape
         * @description `start`: a day, or with interval `hour` a moment. `share` of all that was published in it.
         */
        BucketShape: {
            /** Start */
            start: string;
            /** Count */
            count: number;
            /** Share */
            share: number;
        };
        /**
         * EntityDetail
         * @description `article_count`, `histogram`, `together` and `sources` are of the `window`; without one, of ever.
         *
         *     `total_articles`, `first_seen_at` and `last_seen_at`: ever. `merged`: ids that lead here. `together`: who
         *     is in the same articles, more than elsewhere first; `article_count` says in how many of them.
         */
        EntityDetail: {
            /** Id */
            id: string;
            /** Url */
            url: string;
            /** Name */
            name: string;
            /**
             * Type
             * @enum {string}
             */
            type: "person" | "place" | "org";
            /** Label */
            label: string;
            /** Description */
            description: string;
            /** Country */
            country: string | null;
            /** Article Count */
            article_count: number;
            /** Spellings */
            spellings: string[];
            /** Merged */
            merged: string[];
            /** Window */
            window: string | null;
            /** Total Articles */
            total_articles: number;
            /** Articles 24H */
            articles_24h: number;
            /** First Seen At */
            first_seen_at: string | null;
            /** Last Seen At */
            last_seen_at: string | null;
            histogram: components["schemas"]["HistogramShape"];
            /** Together */
            together: components["schemas"]["EntitySummary"][];
            /** Sources */
            sources: components["schemas"]["SourceCoverage"][];
            /** Articles */
            articles: components["schemas"]["ArticleSummary"][];
            /** Links */
            links: {
                [key: string]: string;
            };
        };
        /** EntityPage */
        EntityPage: {
            /** Self */
            self: string;
            /** Next */
            next?: string;
            /** Items */
            items: components["schemas"]["EntitySummary"][];
            index: components["schemas"]["IndexShape"];
        };
        /** EntityShape */
        EntityShape: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Type
             * @enum {string}
             */
            type: "person" | "place" | "org";
            /** Count */
            count: number;
        };
        /** EntityShort */
        EntityShort: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * EntitySummary
         * @description A person, place or organisation. `label`: its kind, in the language of the answer.
         *
         *     `description` and `country` as far as somebody wrote them down. `article_count`: of the period asked for.
         */
        EntitySummary: {
            /** Id */
            id: string;
            /** Url */
            url: string;
            /** Name */
            name: string;
            /**
             * Type
             * @enum {string}
             */
            type: "person" | "place" | "org";
            /** Label */
            label: string;
            /** Description */
            description: string;
            /** Country */
            country: string | null;
            /** Article Count */
            article_count: number;
        };
        /**
         * ExportRecord
         * @description An article as one flat record. `url`: our page. `text`: paragraphs with a blank line between.
         *
         *     `truncated`: the newspaper's rights cut `text` short; `word_count` is that of the whole article. `rights`
         *     link_only: no text at all. `story`: the id of its story. `duplicate_of`: it repeats that article's text.
         */
        ExportRecord: {
            /** Id */
            id: string;
            /** Revision */
            revision: number;
            /** Title */
            title: string;
            /** Text */
            text: string;
            /** Truncated */
            truncated: boolean;
            /**
             * Rights
             * @enum {string}
             */
            rights: "full" | "excerpt" | "link_only";
            /** Lang */
            lang: string;
            /** Section */
            section: string | null;
            /** Source */
            source: string;
            /** Source Name */
            source_name: string;
            /** Edition */
            edition: string | null;
            /** Authors */
            authors: string[];
            /** Published At */
            published_at: string | null;
            /** Published Date */
            published_date: string | null;
            /**
             * Published Precision
             * @enum {string}
             */
            published_precision: "minute" | "day" | "unknown";
            /** Tz */
            tz: string;
            /** Ingested At */
            ingested_at: string;
            /** Updated At */
            updated_at: string;
            /** Url */
            url: string;
            /** Canonical Url */
            canonical_url: string | null;
            /** Word Count */
            word_count: number;
            /** Reading Minutes */
            reading_minutes: number;
            /** Story */
            story: string | null;
            /** Duplicate Of */
            duplicate_of: string | null;
            /** Keywords */
            keywords: string[];
            /** Entities */
            entities: components["schemas"]["EntityShape"][];
        };
        /** FacetShape */
        FacetShape: {
            /** Value */
            value: string;
            /** Label */
            label: string;
            /** Count */
            count: number;
            /** Selected */
            selected: boolean;
        };
        /**
         * HeadlinePage
         * @description `head_seq`, `oldest_seq`: the newest and the oldest headline that this service still holds.
         */
        HeadlinePage: {
            /** Self */
            self: string;
            /** Next */
            next?: string;
            /** Items */
            items: components["schemas"]["HeadlineShape"][];
            /** Head Seq */
            head_seq: number;
            /** Oldest Seq */
            oldest_seq: number;
        };
        /**
         * HeadlineShape
         * @description `url`: our page, or the newspaper's, or null while nobody knows one.
         *
         *     `replaces`: the id of the same headline before its article came.
         */
        HeadlineShape: {
            source: components["schemas"]["SourceShort"];
            /** Edition */
            edition: string | null;
            /** Published At */
            published_at: string | null;
            /** Published Date */
            published_date: string | null;
            /**
             * Published Precision
             * @enum {string}
             */
            published_precision: "minute" | "day" | "unknown";
            /** Tz */
            tz: string;
            /** Seq */
            seq: number;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "new" | "update" | "retract";
            /** Revision */
            revision: number;
            /** Title */
            title: string;
            /** Lang */
            lang: string;
            /**
             * Dir
             * @enum {string}
             */
            dir: "rtl" | "ltr";
            /** Section */
            section: string | null;
            /** Has Article */
            has_article: boolean;
            /** Url */
            url: string | null;
            story: components["schemas"]["StoryCounts"] | null;
            /** Replaces */
            replaces: string;
        };
        /** HistogramShape */
        HistogramShape: {
            /**
             * Interval
             * @enum {string}
             */
            interval: "hour" | "day" | "week" | "month";
            /** Tz */
            tz: string;
            /** Buckets */
            buckets: components["schemas"]["BucketShape"][];
        };
        /**
         * ImageShape
         * @description `src`: where we serve it.
         */
        ImageShape: {
            /** Id */
            id: string;
            /** Article Id */
            article_id: string;
            /**
             * State
             * @enum {string}
             */
            state: "visible" | "hidden";
            /** Src */
            src: string;
            /** Alt */
            alt: string | null;
            /** Caption */
            caption: string | null;
            /** Credit */
            credit: string | null;
        };
        /**
         * IndexShape
         * @description `complete_through`: everything indexed until then is in the answer.
         */
        IndexShape: {
            /** Generation */
            generation: string;
            /** Complete Through */
            complete_through: string;
            /** Partial */
            partial: boolean;
        };
        /**
         * Interpreted
         * @description What the search was taken for.
         *
         *     `synonyms`: by name as typed, spellings that were searched as well. `dropped`: what was not searched for.
         *     `loosened`: no article holds all of the words, so that these hold some of them. `unknown`: nothing was
         *     found, and these values of filters are nothing that is known here, as `source:…`.
         */
        Interpreted: {
            /** Terms */
            terms: string[];
            /** Phrases */
            phrases: string[];
            /** Excluded */
            excluded: string[];
            /** Synonyms */
            synonyms: {
                [key: string]: string[];
            };
            /** Normalised */
            normalised: boolean;
            /** Dropped */
            dropped: string[];
            /** Loosened */
            loosened: boolean;
            /** Unknown */
            unknown: string[];
        };
        /** KeywordShape */
        KeywordShape: {
            /** Text */
            text: string;
            /** Count */
            count: number;
        };
        /** Limits */
        Limits: {
            /** Requests Per Minute */
            requests_per_minute: number;
            /** Reports Per Minute */
            reports_per_minute: number;
            /** Exports Per Minute */
            exports_per_minute: number;
            /** Page */
            page: number;
            /** Query Characters */
            query_characters: number;
            /** Headlines Held */
            headlines_held: number;
        };
        /**
         * Links
         * @description URI templates (RFC 6570).
         */
        Links: {
            /** Links */
            links: {
                [key: string]: string;
            };
        };
        /**
         * MentionedEntity
         * @description What an article is about, under the name that it has today. `count`: mentions.
         *
         *     `forms`: as the article writes it. `first`: where, in characters of the block; block -1 is the title.
         */
        MentionedEntity: {
            /** Id */
            id: string;
            /** Url */
            url: string;
            /** Name */
            name: string;
            /**
             * Type
             * @enum {string}
             */
            type: "person" | "place" | "org";
            /** Label */
            label: string;
            /** Description */
            description: string;
            /** Count */
            count: number;
            /** Forms */
            forms: string[];
            /** First */
            first: {
                [key: string]: number;
            } | null;
        };
        /** MetaShape */
        MetaShape: {
            /** Name */
            name: string;
            /** Version */
            version: string;
            /** Api */
            api: string;
            limits: components["schemas"]["Limits"];
            /** Editions */
            editions: string[];
            /** Langs */
            langs: string[];
        };
        /** ProblemKindShape */
        ProblemKindShape: {
            /** Code */
            code: string;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Meaning */
            meaning: string;
            /** User Message */
            user_message: string;
        };
        /**
         * QueryShape
         * @description `ranking`: by words alone, or by words and meaning. `did_you_mean` is offered, never applied.
         */
        QueryShape: {
            /** Q */
            q: string;
            /**
             * Match
             * @enum {string}
             */
            match: "loose" | "standard" | "exact";
            /** Sort */
            sort: string;
            /**
             * Ranking
             * @enum {string}
             */
            ranking: "text" | "semantic";
            interpreted: components["schemas"]["Interpreted"];
            /** Did You Mean */
            did_you_mean: components["schemas"]["Suggested"][];
            /** Filters */
            filters: {
                [key: string]: string[];
            };
        };
        /**
         * ReasonShape
         * @description Why an article is in the story.
         *
         *     `by`: first (nobody told it before), words (it shares `words`), copy (the same text), merge (of two
         *     stories that were one), operator. `score`: of the decision, 0-1.
         */
        ReasonShape: {
            /** Article Id */
            article_id: string;
            /**
             * By
             * @enum {string}
             */
            by: "first" | "words" | "copy" | "merge" | "operator";
            /** Score */
            score: number | null;
            /** Words */
            words: string[];
            /** Duplicate Of */
            duplicate_of: string | null;
        };
        /** RelatedPage */
        RelatedPage: {
            /** Self */
            self: string;
            /** Next */
            next?: string;
            /** Items */
            items: components["schemas"]["ArticleSummary"][];
        };
        /**
         * ReportBody
         * @description Why a reader wants an image gone.
         */
        ReportBody: {
            /**
             * Reason
             * @default other
             * @enum {string}
             */
            reason: "offensive" | "violent" | "privacy" | "misleading" | "unrelated" | "other";
            /** Note */
            note?: string | null;
        };
        /** ReportReceipt */
        ReportReceipt: {
            /**
             * Status
             * @enum {string}
             */
            status: "received" | "already_reported";
        };
        /**
         * Rights
         * @description `truncated`: the newspaper's rights cut `blocks` short; `word_count` is that of the whole article.
         */
        Rights: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "full" | "excerpt" | "link_only";
            /** Truncated */
            truncated: boolean;
            /** Word Count */
            word_count: number;
        };
        /** RightsShort */
        RightsShort: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "full" | "excerpt" | "link_only";
        };
        /**
         * SearchParameters
         * @description The same for GET (query string), QUERY and POST (JSON).
         */
        SearchParameters: {
            /**
             * Source
             * @default []
             */
            source: string[];
            /**
             * Section
             * @default []
             */
            section: string[];
            /**
             * Lang
             * @default []
             */
            lang: string[];
            /**
             * Edition
             * @description countries of newspapers, such as ma
             * @default []
             */
            edition: string[];
            /**
             * Entity
             * @description ids of people, places and organisations
             * @default []
             */
            entity: string[];
            /**
             * Author
             * @description as articles are signed
             * @default []
             */
            author: string[];
            /** Story */
            story?: string | null;
            /**
             * From
             * @description published from this day or instant on
             */
            from?: string | null;
            /**
             * To
             * @description published before this day or instant
             */
            to?: string | null;
            /**
             * Tz
             * @description zone of days
             * @default Africa/Casablanca
             */
            tz: string;
            /**
             * Copies
             * @description once: without articles that repeat the text of another one
             * @default all
             * @enum {string}
             */
            copies: "all" | "once";
            /**
             * Q
             * @description words, "a phrase", -not, OR, ( ), title:…, source:…
             * @default
             */
            q: string;
            /**
             * In
             * @default [
             *       "title",
             *       "body"
             *     ]
             */
            in: ("title" | "body")[];
            /**
             * Match
             * @default loose
             * @enum {string}
             */
            match: "loose" | "standard" | "exact";
            /**
             * Dialect
             * @description a loose match finds what is said in Darija for a word, of less weight
             * @default true
             */
            dialect: boolean;
            /**
             * Sort
             * @description relevance with a text, else -published_at; -seq is -indexed_at
             */
            sort?: ("relevance" | "-published_at" | "-indexed_at" | "indexed_at" | "-seq") | null;
            /**
             * Collapse
             * @default none
             * @enum {string}
             */
            collapse: "none" | "story";
            /**
             * Facets
             * @default []
             */
            facets: ("source" | "section" | "lang" | "edition" | "author" | "entity")[];
            /**
             * Facet Limit
             * @default 20
             */
            facet_limit: number;
            /** Histogram */
            histogram?: ("hour" | "day" | "week" | "month") | null;
            /**
             * Highlight
             * @default true
             */
            highlight: boolean;
            /**
             * Total
             * @default estimate
             * @enum {string}
             */
            total: "none" | "estimate" | "exact";
            /**
             * Fields
             * @description only these members of each item, and its id; all when empty
             * @default []
             */
            fields: ("source" | "edition" | "published_at" | "published_date" | "published_precision" | "tz" | "id" | "revision" | "url" | "canonical_url" | "title" | "lead" | "lang" | "dir" | "section" | "indexed_at" | "rights" | "word_count" | "reading_minutes" | "lead_image" | "story" | "duplicate_of" | "score" | "highlights" | "reason" | "shared")[];
            /**
             * Limit
             * @description items of a page; more than 100 is taken as 100
             * @default 20
             */
            limit: number;
            /**
             * Cursor
             * @description from `next`; only `limit` may change
             */
            cursor?: string | null;
        };
        /** SearchShape */
        SearchShape: {
            /** Self */
            self: string;
            /** Next */
            next?: string;
            query: components["schemas"]["QueryShape"];
            total?: components["schemas"]["TotalShape"];
            /** Took Ms */
            took_ms: number;
            index: components["schemas"]["IndexShape"];
            /** Items */
            items: components["schemas"]["ArticleSummary"][];
            /** Facets */
            facets?: {
                [key: string]: components["schemas"]["FacetShape"][];
            };
            histogram?: components["schemas"]["HistogramShape"];
        };
        /** SectionPage */
        SectionPage: {
            /** Self */
            self: string;
            /** Next */
            next?: string;
            /** Items */
            items: components["schemas"]["SectionShape"][];
        };
        /**
         * SectionShape
         * @description `name`: in the language of the answer; `names`: in all of them.
         */
        SectionShape: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Names */
            names: {
                [key: string]: string;
            };
            /** Url */
            url: string;
        };
        /**
         * SegmentShape
         * @description A piece of text; `hit` only where it matched, always whole words.
         */
        SegmentShape: {
            /** T */
            t: string;
            /** Hit */
            hit?: boolean;
        };
        /**
         * SignificantWordShape
         * @description `count` of the articles of the query say the word, `elsewhere` of all others; shares of each.
         *
         *     `score`: the lower end of the 95 % interval of log2(observed / expected).
         */
        SignificantWordShape: {
            /** Word */
            word: string;
            /** Count */
            count: number;
            /** Share */
            share: number;
            /** Elsewhere */
            elsewhere: number;
            /** Elsewhere Share */
            elsewhere_share: number;
            /** Score */
            score: number;
        };
        /**
         * SourceCoverage
         * @description `share`: of all that the newspaper published in the period.
         */
        SourceCoverage: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Article Count */
            article_count: number;
            /** Share */
            share: number;
        };
        /** SourcePage */
        SourcePage: {
            /** Self */
            self: string;
            /** Next */
            next?: string;
            /** Items */
            items: components["schemas"]["SourceShape"][];
        };
        /**
         * SourceShape
         * @description `freshness`: fresh with an article in the last day, stale without, unknown while the index is away.
         */
        SourceShape: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Name Latin */
            name_latin: string | null;
            /** Lang */
            lang: string;
            /** Edition */
            edition: string | null;
            /** Tz */
            tz: string;
            /** Home Url */
            home_url: string | null;
            rights: components["schemas"]["RightsShort"];
            /** Articles 24H */
            articles_24h: number | null;
            /** Last Article At */
            last_article_at: string | null;
            /**
             * Freshness
             * @enum {string}
             */
            freshness: "fresh" | "stale" | "unknown";
            /** Url */
            url: string;
        };
        /** SourceShort */
        SourceShort: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * StageShape
         * @description One topic that a stage reads. `lag_seconds`: age of its oldest waiting message; null when unknown.
         */
        StageShape: {
            /** Name */
            name: string;
            /** Reads */
            reads: string;
            /** Lag Records */
            lag_records: number;
            /** Lag Seconds */
            lag_seconds: number | null;
        };
        /**
         * StatusShape
         * @description `degraded`: what does not work right now, in slugs.
         */
        StatusShape: {
            /**
             * State
             * @enum {string}
             */
            state: "ok" | "degraded";
            /** Complete Through */
            complete_through: string | null;
            /** Head Seq */
            head_seq: number;
            /** Stages */
            stages: components["schemas"]["StageShape"][];
            /** Sources Stale */
            sources_stale: string[];
            /** Degraded */
            degraded: string[];
        };
        /**
         * StoryCounts
         * @description How many articles and newspapers tell a story, as far as this service has heard.
         */
        StoryCounts: {
            /** Id */
            id: string;
            /** Article Count */
            article_count: number;
            /** Source Count */
            source_count: number;
        };
        /**
         * StoryDetail
         * @description `first`: who told it first. `articles`: the newest hundred; `links.articles` leads to all.
         */
        StoryDetail: {
            /** Id */
            id: string;
            /** Url */
            url: string;
            /** Title */
            title: string;
            /** Summary */
            summary: string;
            /** Lang */
            lang: string;
            /**
             * Dir
             * @enum {string}
             */
            dir: "rtl" | "ltr";
            /** First Seen At */
            first_seen_at: string;
            /** Last Seen At */
            last_seen_at: string;
            /** Article Count */
            article_count: number;
            /** Source Count */
            source_count: number;
            /** Copy Count */
            copy_count: number;
            /** Sources */
            sources: components["schemas"]["SourceShort"][];
            /** Sections */
            sections: string[];
            /** Editions */
            editions: string[];
            /** Langs */
            langs: string[];
            /** Representative */
            representative: string;
            /** Image */
            image: string | null;
            /** Headlines */
            headlines: components["schemas"]["ArticleSummary"][];
            /** Links */
            links: {
                [key: string]: string;
            };
            first: components["schemas"]["ArticleSummary"];
            /** Articles */
            articles: components["schemas"]["ArticleSummary"][];
            /** Timeline */
            timeline: components["schemas"]["TimelineShape"][];
            /** Images */
            images: components["schemas"]["StoryImage"][];
            /** Why */
            why: components["schemas"]["ReasonShape"][];
        };
        /** StoryImage */
        StoryImage: {
            /** Src */
            src: string;
            /** Article Id */
            article_id: string;
            source: components["schemas"]["SourceShort"];
        };
        /** StoryLink */
        StoryLink: {
            /** Id */
            id: string;
        };
        /** StoryPage */
        StoryPage: {
            /** Self */
            self: string;
            /** Next */
            next?: string;
            /** Items */
            items: components["schemas"]["StoryShape"][];
            total: components["schemas"]["TotalShape"];
            index: components["schemas"]["IndexShape"];
        };
        /**
         * StoryShape
         * @description One event as newspapers tell it.
         *
         *     `title`, `summary` and `representative` are of one article. `headlines`: the first article of each
         *     newspaper, the representative's first. `copy_count` of `article_count` repeat another's text.
         */
        StoryShape: {
            /** Id */
            id: string;
            /** Url */
            url: string;
            /** Title */
            title: string;
            /** Summary */
            summary: string;
            /** Lang */
            lang: string;
            /**
             * Dir
             * @enum {string}
             */
            dir: "rtl" | "ltr";
            /** First Seen At */
            first_seen_at: string;
            /** Last Seen At */
            last_seen_at: string;
            /** Article Count */
            article_count: number;
            /** Source Count */
            source_count: number;
            /** Copy Count */
            copy_count: number;
            /** Sources */
            sources: components["schemas"]["SourceShort"][];
            /** Sections */
            sections: string[];
            /** Editions */
            editions: string[];
            /** Langs */
            langs: string[];
            /** Representative */
            representative: string;
            /** Image */
            image: string | null;
            /** Headlines */
            headlines: components["schemas"]["ArticleSummary"][];
            /** Links */
            links: {
                [key: string]: string;
            };
        };
        /**
         * StoryShort
         * @description `more`: further articles of the story that `collapse=story` left out.
         */
        StoryShort: {
            /** Id */
            id: string;
            /** More */
            more: number;
        };
        /** Suggested */
        Suggested: {
            /** Q */
            q: string;
            /** Score */
            score: number;
        };
        /**
         * SuggestionShape
         * @description `type`, `label`: of an entity, `label` in the language of the answer.
         */
        SuggestionShape: {
            /** Text */
            text: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "query" | "entity" | "source" | "section";
            /** Id */
            id: string | null;
            /**
             * Type
             * @enum {string}
             */
            type?: "person" | "place" | "org";
            /** Label */
            label?: string;
            /** Highlight */
            highlight: components["schemas"]["SegmentShape"][];
        };
        /** Suggestions */
        Suggestions: {
            /** Items */
            items: components["schemas"]["SuggestionShape"][];
        };
        /**
         * TimelineShape
         * @description An hour in which somebody told the story: what came in it, earliest first.
         */
        TimelineShape: {
            /** Start */
            start: string;
            /** Count */
            count: number;
            /** Articles */
            articles: string[];
        };
        /** TotalShape */
        TotalShape: {
            /** Value */
            value: number;
            /**
             * Relation
             * @enum {string}
             */
            relation: "eq" | "gte";
        };
        /**
         * TrendBackground
         * @description `count` articles of the baseline; `expected`: how many of the window that makes likely.
         */
        TrendBackground: {
            /** Count */
            count: number;
            /** Share */
            share: number;
            /** Expected */
            expected: number;
        };
        /**
         * TrendForeground
         * @description `count` of the `articles` of the window, by so many `newspapers`; `observed` of them count.
         *
         *     No newspaper counts for more than the one after it.
         */
        TrendForeground: {
            /** Count */
            count: number;
            /** Observed */
            observed: number;
            /** Share */
            share: number;
            /** Newspapers */
            newspapers: number;
        };
        /**
         * TrendShape
         * @description Something that more is written about than before. `q`: what finds it with /v1/search.
         *
         *     `ratio`: observed to expected. `score`: the lower end of the 95 % interval of log2 of it. `stories`: those
         *     that most of its articles tell; `articles`: the newest of each.
         */
        TrendShape: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "entity" | "story" | "topic";
            /** Id */
            id: string;
            /** Label */
            label: string;
            /** Type */
            type: string | null;
            /** Q */
            q: string;
            /** Url */
            url: string;
            /** Score */
            score: number;
            /** Ratio */
            ratio: number;
            foreground: components["schemas"]["TrendForeground"];
            background: components["schemas"]["TrendBackground"];
            /** Stories */
            stories: components["schemas"]["TrendStory"][];
            /** Articles */
            articles: components["schemas"]["ArticleSummary"][];
        };
        /** TrendStory */
        TrendStory: {
            /** Id */
            id: string | null;
            /** Count */
            count: number;
        };
        /**
         * TrendingShape
         * @description `articles` of the window, `articles_before` of the baseline, copies once.
         */
        TrendingShape: {
            /** Self */
            self: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "entity" | "story" | "topic" | "query";
            /** Since */
            since: string;
            /** Until */
            until: string;
            /** Articles */
            articles: number;
            /** Articles Before */
            articles_before: number;
            /** Items */
            items: components["schemas"]["TrendShape"][];
            index: components["schemas"]["IndexShape"];
        };
        /** ProblemFault */
        ProblemFault: {
            /** Code */
            code: string;
            /** Parameter */
            parameter?: string;
            /** Header */
            header?: string;
            /** Pointer */
            pointer?: string;
            /** Message */
            message?: string;
            /** Hint */
            hint?: string;
        };
        /**
         * ProblemShape
         * @description RFC 9457. Clients switch on `code`; `detail` is for developers, `user_message` for readers.
         */
        Problem: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /** Instance */
            instance: string;
            /** Code */
            code: string;
            /** User Message */
            user_message: string;
            /** Trace Id */
            trace_id: string;
            /** Errors */
            errors?: components["schemas"]["ProblemFault"][];
            /** First */
            first?: string;
            /** Position */
            position?: number;
            /** Literal */
            literal?: string;
        };
    };
    responses: {
        /** @description What went wrong; `code` is for programs, `user_message` for readers */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_headlines_v1_headlines_get: {
        parameters: {
            query?: {
                source?: string[];
                section?: string[];
                lang?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                /** @description ids of people, places and organisations */
                entity?: string[];
                /** @description what is told of it */
                story?: string | null;
                /** @description a search, matched in memory: all but likeness */
                q?: string;
                /** @description only newer ones, the oldest of them first */
                after_seq?: number | null;
                /** @description only these members of each item, and its id; all when empty */
                fields?: ("source" | "edition" | "published_at" | "published_date" | "published_precision" | "tz" | "seq" | "id" | "kind" | "revision" | "title" | "lang" | "dir" | "section" | "has_article" | "url" | "story" | "replaces")[];
                /** @description items of a page; more than 100 is taken as 100 */
                limit?: number;
                /** @description from `next`; only `limit` may change */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeadlinePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    stream_headlines_v1_headlines_stream_get: {
        parameters: {
            query?: {
                source?: string[];
                section?: string[];
                lang?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                /** @description ids of people, places and organisations */
                entity?: string[];
                /** @description what is told of it */
                story?: string | null;
                /** @description a search, matched in memory: all but likeness */
                q?: string;
                /** @description resume after it; the header Last-Event-ID goes first */
                last_event_id?: number | null;
            };
            header?: {
                /** @description what an EventSource sends on reconnecting */
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    export_articles_v1_articles_export_get: {
        parameters: {
            query?: {
                source?: string[];
                section?: string[];
                lang?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                /** @description ids of people, places and organisations */
                entity?: string[];
                /** @description as articles are signed */
                author?: string[];
                story?: string | null;
                /** @description published from this day or instant on */
                from?: string | null;
                /** @description published before this day or instant */
                to?: string | null;
                /** @description zone of days */
                tz?: string;
                /** @description once: without articles that repeat the text of another one */
                copies?: "all" | "once";
                /** @description words, "a phrase", -not, OR, ( ), title:…, source:… */
                q?: string;
                in?: ("title" | "body")[];
                match?: "loose" | "standard" | "exact";
                /** @description a loose match finds what is said in Darija for a word, of less weight */
                dialect?: boolean;
                ids?: string[];
                /** @description the change feed: what was indexed since; use with sort=indexed_at */
                indexed_after?: string | null;
                /** @description else by Accept, else jsonl */
                format?: ("jsonl" | "csv" | "parquet") | null;
                /** @description only these members, and the id; all when empty */
                fields?: ("id" | "revision" | "title" | "text" | "truncated" | "rights" | "lang" | "section" | "source" | "source_name" | "edition" | "authors" | "published_at" | "published_date" | "published_precision" | "tz" | "ingested_at" | "updated_at" | "url" | "canonical_url" | "word_count" | "reading_minutes" | "story" | "duplicate_of" | "keywords" | "entities")[];
                /** @description a byte order mark before CSV, which Excel wants for Arabic */
                bom?: boolean;
                /** @description go on after this id, the last record you have */
                after?: string | null;
                /** @description of the header Export-Cursor; only `after` and `limit` may change */
                cursor?: string | null;
                /** @description at most so many records; all without */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One record an article, by id; a body that is cut off is not the whole list */
            200: {
                headers: {
                    /** @description goes on with `after`, the id of the last record that you have whole */
                    "Export-Cursor"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                    "text/csv": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_articles_v1_articles_get: {
        parameters: {
            query?: {
                source?: string[];
                section?: string[];
                lang?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                /** @description ids of people, places and organisations */
                entity?: string[];
                /** @description as articles are signed */
                author?: string[];
                story?: string | null;
                /** @description published from this day or instant on */
                from?: string | null;
                /** @description published before this day or instant */
                to?: string | null;
                /** @description zone of days */
                tz?: string;
                /** @description once: without articles that repeat the text of another one */
                copies?: "all" | "once";
                ids?: string[];
                /** @description the change feed: what was indexed since; use with sort=indexed_at */
                indexed_after?: string | null;
                sort?: "-indexed_at" | "indexed_at" | "-published_at";
                total?: "none" | "estimate" | "exact";
                /** @description only these members of each item, and its id; all when empty */
                fields?: ("source" | "edition" | "published_at" | "published_date" | "published_precision" | "tz" | "id" | "revision" | "url" | "canonical_url" | "title" | "lead" | "lang" | "dir" | "section" | "indexed_at" | "rights" | "word_count" | "reading_minutes" | "lead_image" | "story" | "duplicate_of" | "score" | "highlights" | "reason" | "shared")[];
                /** @description items of a page; more than 100 is taken as 100 */
                limit?: number;
                /** @description from `next`; only `limit` may change */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticlePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_article_v1_articles__article_id__get: {
        parameters: {
            query?: {
                /** @description how the text comes */
                body?: "blocks" | "text" | "none";
                include?: ("related" | "story" | "entities")[];
            };
            header?: never;
            path: {
                /** @description a_ and base32 */
                article_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleShape"];
                    "application/ld+json": Record<string, never>;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_related_v1_articles__article_id__related_get: {
        parameters: {
            query?: {
                /** @description only these */
                kind?: ("story" | "similar" | "entity")[];
                limit?: number;
            };
            header?: never;
            path: {
                /** @description a_ and base32 */
                article_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelatedPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    search_v1_search_get: {
        parameters: {
            query?: {
                source?: string[];
                section?: string[];
                lang?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                /** @description ids of people, places and organisations */
                entity?: string[];
                /** @description as articles are signed */
                author?: string[];
                story?: string | null;
                /** @description published from this day or instant on */
                from?: string | null;
                /** @description published before this day or instant */
                to?: string | null;
                /** @description zone of days */
                tz?: string;
                /** @description once: without articles that repeat the text of another one */
                copies?: "all" | "once";
                /** @description words, "a phrase", -not, OR, ( ), title:…, source:… */
                q?: string;
                in?: ("title" | "body")[];
                match?: "loose" | "standard" | "exact";
                /** @description a loose match finds what is said in Darija for a word, of less weight */
                dialect?: boolean;
                /** @description relevance with a text, else -published_at; -seq is -indexed_at */
                sort?: ("relevance" | "-published_at" | "-indexed_at" | "indexed_at" | "-seq") | null;
                collapse?: "none" | "story";
                facets?: ("source" | "section" | "lang" | "edition" | "author" | "entity")[];
                facet_limit?: number;
                histogram?: ("hour" | "day" | "week" | "month") | null;
                highlight?: boolean;
                total?: "none" | "estimate" | "exact";
                /** @description only these members of each item, and its id; all when empty */
                fields?: ("source" | "edition" | "published_at" | "published_date" | "published_precision" | "tz" | "id" | "revision" | "url" | "canonical_url" | "title" | "lead" | "lang" | "dir" | "section" | "indexed_at" | "rights" | "word_count" | "reading_minutes" | "lead_image" | "story" | "duplicate_of" | "score" | "highlights" | "reason" | "shared")[];
                /** @description items of a page; more than 100 is taken as 100 */
                limit?: number;
                /** @description from `next`; only `limit` may change */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchShape"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    search_by_post_v1_search_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchParameters"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchShape"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    suggest_v1_search_suggest_get: {
        parameters: {
            query: {
                q: string;
                kinds?: ("query" | "entity" | "source" | "section")[];
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestions"];
                    "application/x-suggestions+json": unknown[];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_stories_v1_stories_get: {
        parameters: {
            query?: {
                source?: string[];
                section?: string[];
                lang?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                /** @description ids of people, places and organisations */
                entity?: string[];
                /** @description told within the last so long: 6h, 3d */
                window?: string | null;
                /** @description told by so many newspapers */
                min_sources?: number;
                /** @description -growth: how many newspapers tell it lately */
                sort?: "-growth" | "-updated" | "-size";
                /** @description items of a page; more than 100 is taken as 100 */
                limit?: number;
                /** @description from `next`; only `limit` may change */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoryPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_story_v1_stories__story_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description s_ and base32 */
                story_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoryDetail"];
                    "application/ld+json": Record<string, never>;
                };
            };
            /** @description merged into another story: Location */
            308: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    list_story_articles_v1_stories__story_id__articles_get: {
        parameters: {
            query?: {
                sort?: "-published_at" | "-indexed_at";
                /** @description only these members of each item, and its id; all when empty */
                fields?: ("source" | "edition" | "published_at" | "published_date" | "published_precision" | "tz" | "id" | "revision" | "url" | "canonical_url" | "title" | "lead" | "lang" | "dir" | "section" | "indexed_at" | "rights" | "word_count" | "reading_minutes" | "lead_image" | "story" | "duplicate_of" | "score" | "highlights" | "reason" | "shared")[];
                /** @description items of a page; more than 100 is taken as 100 */
                limit?: number;
                /** @description from `next`; only `limit` may change */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description s_ and base32 */
                story_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticlePage"];
                };
            };
            /** @description merged into another story: Location */
            308: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    list_entities_v1_entities_get: {
        parameters: {
            query?: {
                /** @description a word of one of its spellings begins like this */
                q?: string;
                type?: ("person" | "place" | "org")[];
                /** @description by what was published within the last so long: 6h, 7d */
                window?: string | null;
                /** @description items of a page; more than 100 is taken as 100 */
                limit?: number;
                /** @description from `next`; only `limit` may change */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_entity_v1_entities__entity_id__get: {
        parameters: {
            query?: {
                /** @description of what was published within the last so long; without: ever */
                window?: string | null;
                /** @description zone of days */
                tz?: string;
            };
            header?: never;
            path: {
                /** @description such as e_agadir */
                entity_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntityDetail"];
                    "application/ld+json": Record<string, never>;
                };
            };
            /** @description merged into another entity: Location */
            308: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    get_attention_v1_attention_get: {
        parameters: {
            query?: {
                source?: string[];
                section?: string[];
                lang?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                /** @description ids of people, places and organisations */
                entity?: string[];
                /** @description as articles are signed */
                author?: string[];
                story?: string | null;
                /** @description published from this day or instant on */
                from?: string | null;
                /** @description published before this day or instant */
                to?: string | null;
                /** @description zone of days */
                tz?: string;
                /** @description once: without articles that repeat the text of another one */
                copies?: "all" | "once";
                /** @description as in /v1/search, up to 5 times; a comma is part of it */
                q?: string[];
                /** @description what to call each of them, in their order */
                label?: string[];
                in?: ("title" | "body")[];
                match?: "loose" | "standard" | "exact";
                /** @description else by Accept, else json */
                format?: ("json" | "csv") | null;
                /** @description a byte order mark before CSV, which Excel wants for Arabic */
                bom?: boolean;
                /** @description the shortest that suits the period, if none */
                interval?: ("hour" | "day" | "week" | "month") | null;
                /** @description the same in each newspaper, section or country */
                by?: ("source" | "section" | "edition") | null;
                /** @description values of `by`, those that most is found in; more than 20 is taken as 20 */
                groups?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttentionShape"];
                    "text/csv": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_attention_words_v1_attention_words_get: {
        parameters: {
            query?: {
                source?: string[];
                section?: string[];
                lang?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                /** @description ids of people, places and organisations */
                entity?: string[];
                /** @description as articles are signed */
                author?: string[];
                story?: string | null;
                /** @description published from this day or instant on */
                from?: string | null;
                /** @description published before this day or instant */
                to?: string | null;
                /** @description zone of days */
                tz?: string;
                /** @description once: without articles that repeat the text of another one */
                copies?: "all" | "once";
                /** @description as in /v1/search, up to 5 times; a comma is part of it */
                q?: string[];
                /** @description what to call each of them, in their order */
                label?: string[];
                in?: ("title" | "body")[];
                match?: "loose" | "standard" | "exact";
                /** @description else by Accept, else json */
                format?: ("json" | "csv") | null;
                /** @description a byte order mark before CSV, which Excel wants for Arabic */
                bom?: boolean;
                /** @description words of each query */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttentionWordsShape"];
                    "text/csv": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_attention_sources_v1_attention_sources_get: {
        parameters: {
            query?: {
                source?: string[];
                section?: string[];
                lang?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                /** @description ids of people, places and organisations */
                entity?: string[];
                /** @description as articles are signed */
                author?: string[];
                story?: string | null;
                /** @description published from this day or instant on */
                from?: string | null;
                /** @description published before this day or instant */
                to?: string | null;
                /** @description zone of days */
                tz?: string;
                /** @description once: without articles that repeat the text of another one */
                copies?: "all" | "once";
                /** @description as in /v1/search, up to 5 times; a comma is part of it */
                q?: string[];
                /** @description what to call each of them, in their order */
                label?: string[];
                in?: ("title" | "body")[];
                match?: "loose" | "standard" | "exact";
                /** @description else by Accept, else json */
                format?: ("json" | "csv") | null;
                /** @description a byte order mark before CSV, which Excel wants for Arabic */
                bom?: boolean;
                /** @description newspapers, those that write most first */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttentionSourcesShape"];
                    "text/csv": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_trending_v1_trending_get: {
        parameters: {
            query?: {
                /** @description query: entities and topics to search for; what readers search is not recorded */
                kind?: "entity" | "story" | "topic" | "query";
                /** @description how long lately is, up to 7d */
                window?: string;
                /** @description what it is compared with, before it: up to 60d */
                baseline?: string;
                section?: string[];
                /** @description countries of newspapers, such as ma */
                edition?: string[];
                lang?: string[];
                /** @description as it was at this moment, or at the beginning of this day; now if none */
                as_of?: string | null;
                /** @description zone of days */
                tz?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrendingShape"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_sources_v1_sources_get: {
        parameters: {
            query?: {
                /** @description part of the name, in Arabic or Latin letters */
                q?: string;
                edition?: string[];
                lang?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourcePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_source_v1_sources__source_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceShape"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_sections_v1_sections_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SectionPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_image_v1_images__image_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description i_ and base32 */
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageShape"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_picture_images__image_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description i_ and base32 */
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/gif": string;
                    "image/webp": string;
                    "image/avif": string;
                };
            };
            /** @description as the client has it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    report_image_v1_images__image_id__reports_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description the same answer for a day */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description i_ and base32 */
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReportBody"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportReceipt"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_status_v1_status_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusShape"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_index_v1_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Links"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_meta_v1_meta_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetaShape"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_problem_v1_problems__slug__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemKindShape"];
                    "text/html": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
