import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  ChangingMember,
  METADATA,
  type Members,
  type MetadataSource,
  mergeMembers,
} from '../platform/metadata/server-metadata.js';
import type { Peers } from '../platform/peers.js';

/** The server's metadata, RFC 8414 §2 and OIDC Discovery §3 in one document: what the rooms declare, and nothing else. */
@Injectable()
export class MetadataService implements OnModuleInit {
  private members: Members = {};
  private changing: readonly ChangingMember<object>[] = [];
  private written: { readonly sources: readonly object[]; readonly text: string } | undefined;

  constructor(@Inject(METADATA.token) private readonly sources: Peers<MetadataSource>) {}

  /** @throws Error if two rooms give the same member */
  onModuleInit(): void {
    this.members = mergeMembers(this.sources.list.map((source) => source.members()));
    this.changing = Object.values(this.members).filter((value) => value instanceof ChangingMember);
  }

  /** The document as JSON text; written again only if a member has changed. */
  async text(): Promise<string> {
    return this.textOf(await Promise.all(this.changing.map((member) => member.read())));
  }

  /** The same without waiting; undefined if a member has to be read first. */
  textAtHand(): string | undefined {
    const sources: object[] = [];
    for (const member of this.changing) {
      const source = member.atHand();
      if (source === undefined) return undefined;
      sources.push(source);
    }
    return this.textOf(sources);
  }

  /** @param sources of the changing members, in their order */
  private textOf(sources: readonly object[]): string {
    if (!this.written || sources.some((source, index) => source !== this.written?.sources[index])) {
      const values = new Map(this.changing.map((member, index) => [member, member.describe(sources[index] as object)]));
      const text = JSON.stringify(this.members, (_, value) => (values.has(value) ? values.get(value) : value));
      this.written = { sources, text };
    }
    return this.written.text;
  }
}
