import { setTimeout as pause } from 'node:timers/promises';
import { Asker, NoAnswer, sender } from '../asking.js';
import { PEOPLE } from '../scene.js';
import { Ledger } from './ledger.js';
import { Operations } from './operations.js';
import { type Habits, Person } from './person.js';

/** Milliseconds from what a person has done to what they do next, if no habit says so, and after it was not answered. */
const THINKING = 15;
const AFTER_FAILURE = 150;

/** People who sign in, and apps and an administrator who act for them, all at the same time. */
export class Load {
  readonly ledger = new Ledger();
  readonly operations = new Operations();
  private readonly asker: Asker;
  private people: readonly Person[] = [];
  private stopping = false;
  private running: Promise<unknown> = Promise.resolve();

  /**
   * @param base of the server, such as `http://localhost:3000`
   * @param habits of the people
   */
  constructor(
    base: string,
    private readonly habits: Habits = {},
  ) {
    this.asker = new Asker(base, this.operations.watch(sender()));
  }

  /** Finds the accounts of the people. */
  async prepare(): Promise<void> {
    const { text } = await this.asker.admin('GET', '/users?limit=100');
    const { items } = JSON.parse(text) as { items: readonly { id: string; username: string }[] };
    const ids = new Map(items.map(({ id, username }) => [username, id]));
    this.people = PEOPLE.map((name) => new Person(name, ids.get(name) ?? '', this.asker, this.ledger, this.habits));
  }

  start(): void {
    this.stopping = false;
    this.running = Promise.all(this.people.map((person) => this.live(person)));
  }

  /** Resolves when no request is under way any more. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    for (const person of this.people) person.leaveToJudge();
  }

  /** Judges nothing of what was done until now. @returns how often the load itself saw something wrong */
  forget(): number {
    const { lost, doubled, wronglyAccepted } = this.ledger;
    this.ledger.take();
    for (const person of this.people) person.leaveToJudge();
    return [lost, doubled, wronglyAccepted].reduce((sum, all) => sum + all.splice(0).length, 0);
  }

  private async live(person: Person): Promise<void> {
    while (!this.stopping) {
      const done = await person.act().then(
        () => true,
        (error: Error) => {
          if (!(error instanceof NoAnswer)) this.ledger.lost.push(`an act of ${person.name}: ${error.message}`);
          return false;
        },
      );
      await pause(done ? (this.habits.thinking ?? THINKING) : AFTER_FAILURE);
    }
  }
}
