/** Cuts text into tokens; joined, they give the text back exactly. One file a tokenizer, one line in index.ts. */
export interface Tokenizer {
  readonly kind: string;
  /** Calls `visit` with every token of `text`, in order. A text is cut the same way whether whole or line by line. */
  each(text: string, visit: (token: string) => void): void;
}
