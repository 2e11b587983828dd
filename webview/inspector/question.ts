/** Of several questions to the engine the newest counts: answers to older ones are dropped. */
export class Question<T> {
  private count = 0;

  constructor(
    private readonly asked: () => void,
    private readonly answered: (answer: T) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  ask(question: () => Promise<T>): void {
    this.count += 1;
    const { count } = this;
    this.asked();
    question().then(
      (answer) => {
        if (count === this.count) this.answered(answer);
      },
      (error: unknown) => {
        if (count === this.count) this.failed(error);
      },
    );
  }

  /** Whatever is on its way is not wanted any more. */
  drop(): void {
    this.count += 1;
  }
}
