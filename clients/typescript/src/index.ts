/** نشرة: a typed fetch, pages to their end, and streams and exports that go on after a break. */

import type { components, paths } from "./schema.js";

export type { components, paths } from "./schema.js";
export type Schemas = components["schemas"];
export type Headline = Schemas["HeadlineShape"];
export type Article = Schemas["ArticleShape"];
export type ArticleSummary = Schemas["ArticleSummary"];
export type Story = Schemas["StoryShape"];
export type ExportRecord = Schemas["ExportRecord"];
export type ProblemBody = Schemas["Problem"];

type Json<R> = R extends { content: { "application/json": infer T } } ? T : never;
type Answer<O> = O extends { responses: { 200: infer R } } ? Json<R> : never;
/** The paths that answer a GET with JSON. */
export type Path = { [P in keyof paths]: Answer<paths[P]["get"]> extends never ? never : P }[keyof paths];
export type AnswerOf<P extends Path> = Answer<paths[P]["get"]>;
export type QueryOf<P extends keyof paths> = NonNullable<
  paths[P] extends { get: { parameters: { query?: infer Q } } } ? Q : never
>;
type PlacesOf<P extends keyof paths> = paths[P] extends { get: { parameters: { path: infer A } } }
  ? { path: A }
  : { path?: never };
export type Request<P extends Path> = PlacesOf<P> & { query?: QueryOf<P>; signal?: AbortSignal };

/** A refusal (RFC 9457): `code` is for programs, `message` for developers, `userMessage` for readers. */
export class Problem extends Error {
  readonly code: string;
  readonly userMessage: string;

  constructor(
    readonly status: number,
    readonly body: Partial<ProblemBody>,
    /** Milliseconds after which another try may help. */
    readonly retryAfter: number | undefined,
  ) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.code = body.code ?? "";
    this.userMessage = body.user_message ?? "";
  }

  /** Whether waiting helps. */
  get temporary(): boolean {
    return [429, 502, 503, 504].includes(this.status);
  }
}

export interface StreamEvents {
  headline?: (headline: Headline) => void;
  update?: (change: Record<string, unknown>) => void;
  retract?: (gone: { seq: number; id: string }) => void;
  story?: (story: Record<string, unknown>) => void;
  /** Events after `after_seq` are missing; `client.get("/v1/headlines", {query: {after_seq}})` has what is held. */
  gap?: (gap: { after_seq: number; oldest_seq: number; head_seq: number }) => void;
  /** Connected, or not any more; it comes back by itself. */
  state?: (state: "open" | "waiting") => void;
}

export interface Options {
  /** How long a call may wait for a quota or a gateway that is away, in milliseconds; 60 seconds without. */
  patience?: number;
  /** Of labels and of what readers are told; without, as the browser asks. */
  language?: "ar" | "fr" | "en";
  fetch?: typeof fetch;
}

const EXPORT = "/v1/articles/export";
const STREAM = "/v1/headlines/stream";
const LONGEST_PAUSE = 30_000;

export class Nashra {
  readonly #patience: number;
  readonly #fetch: typeof fetch;
  readonly #headers: Record<string, string>;

  /** `url`: of the gateway, such as `http://127.0.0.1:8000`. */
  constructor(
    readonly url: string,
    options: Options = {},
  ) {
    this.#patience = options.patience ?? 60_000;
    this.#headers = options.language ? { "Accept-Language": options.language } : {};
    this.#fetch = options.fetch ?? ((...given) => fetch(...given));
  }

  /** `get("/v1/articles/{article_id}", {path: {article_id}, query: {body: "text"}})` */
  async get<P extends Path>(path: P, ...[request]: {} extends Request<P> ? [Request<P>?] : [Request<P>]): Promise<AnswerOf<P>> {
    const places = (request?.path ?? {}) as Record<string, unknown>;
    const filled = path.replace(/{(\w+)}/g, (_, name: string) => encodeURIComponent(String(places[name])));
    const response = await this.#patiently(this.address(filled, request?.query), request?.signal);
    return (await response.json()) as AnswerOf<P>;
  }

  /** The items of a page and of all that follow it: `for await (const a of client.each(await client.get(…)))`. */
  async *each<T>(page: { items: T[]; next?: string }, signal?: AbortSignal): AsyncGenerator<T, void> {
    for (let current = page; ; ) {
      yield* current.items;
      if (!current.next) return;
      const response = await this.#patiently(this.url.replace(/\/$/, "") + current.next, signal);
      current = (await response.json()) as { items: T[]; next?: string };
    }
  }

  /** Every article that the filters find, once; a broken connection is gone on with. */
  async *export(query: QueryOf<typeof EXPORT> = {}, signal?: AbortSignal): AsyncGenerator<ExportRecord, void> {
    const asked: Record<string, unknown> = { ...query, format: "jsonl" };
    for (let left = query.limit ?? Infinity, failures = 0; left > 0; ) {
      try {
        const response = await this.#patiently(this.address(EXPORT, asked), signal);
        asked.cursor ??= response.headers.get("export-cursor");
        for await (const line of lines(response)) {
          const record = JSON.parse(line) as ExportRecord;
          asked.after = record.id;
          if (asked.limit != null) asked.limit = left -= 1;
          failures = 0;
          yield record;
        }
        return;
      } catch (error) {
        if (error instanceof Problem && error.code === "cursor-expired" && asked.after) asked.cursor = null;
        else if (error instanceof Problem || signal?.aborted || ++failures > 8) throw error;
        else await pause(backOff(failures), signal);
      }
    }
  }

  /**
   * Headlines as they come, until `close()`. The browser resumes after a break by itself; what it gives up, such as
   * a replica that is full, is tried again from the last event. `last_event_id`: begin after it, such as `head_seq`.
   */
  stream(query: QueryOf<typeof STREAM>, events: StreamEvents): { close: () => void } {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = query.last_event_id;
    let failures = 0;
    const open = (): void => {
      source = new EventSource(this.address(STREAM, { ...query, last_event_id: last }));
      source.onopen = () => {
        failures = 0;
        events.state?.("open");
      };
      source.onerror = () => {
        events.state?.("waiting");
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, backOff(++failures) + 1000);
      };
      source.addEventListener("hello", (event) => (last ??= JSON.parse(event.data).head_seq as number));
      for (const kind of ["headline", "update", "retract", "story", "gap"] as const) {
        source.addEventListener(kind, (event) => {
          if (event.lastEventId) last = Number(event.lastEventId);
          events[kind]?.(JSON.parse(event.data));
        });
      }
    };
    open();
    return {
      close: () => {
        clearTimeout(timer);
        source.close();
      },
    };
  }

  /** Where a path of the API is. What is null or undefined is left out. */
  address(path: string, query: object = {}): string {
    const pairs = Object.entries(query)
      .filter(([, value]) => value != null)
      .flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
    const text = new URLSearchParams(pairs).toString();
    return this.url.replace(/\/$/, "") + path + (text && `?${text}`);
  }

  /** The answer, after waiting where the gateway asks for that. */
  async #patiently(address: string, signal?: AbortSignal): Promise<Response> {
    for (let failures = 1, waited = 0; ; failures++) {
      let error: unknown;
      let wait = backOff(failures);
      try {
        const response = await this.#fetch(address, { headers: this.#headers, ...(signal && { signal }) });
        if (response.ok) return response;
        error = await refusal(response);
      } catch (thrown) {
        error = thrown;
      }
      if (error instanceof Problem && error.temporary) wait = error.retryAfter ?? wait;
      else if (!(error instanceof TypeError)) throw error; // which is what fetch throws when nobody answers
      if (waited + wait > this.#patience) throw error;
      waited += wait;
      await pause(wait, signal);
    }
  }
}

async function refusal(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemBody>;
  const after = Number(response.headers.get("retry-after") ?? NaN);
  return new Problem(response.status, body, Number.isFinite(after) ? after * 1000 : undefined);
}

/** At line feeds alone: text may hold every other break of a line. A part of a line at the end is thrown away. */
async function* lines(response: Response): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  const reader = response.body!.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const whole = (rest + decoder.decode(part.value, { stream: true })).split("\n");
      rest = whole.pop()!;
      yield* whole;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function backOff(failures: number): number {
  return Math.min(LONGEST_PAUSE, 250 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
