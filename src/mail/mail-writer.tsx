import { Inject, Injectable } from '@nestjs/common';
import { renderToString } from 'preact-render-to-string';
import { type Brand, CONFIG, type Config } from '../platform/config/config.js';
import { Declarations } from '../platform/declarations.js';
import { Undeliverable } from '../platform/outbox/delivery.js';
import { writtenLanguage } from '../platform/texts/languages.js';
import { textsFor } from '../platform/texts/texts.js';
import { BrandContext } from '../ui/components/brand.js';
import type { Look } from '../ui/reader.js';
import { TextsContext } from '../ui/use-texts.js';
import type { MailAddress } from './mail-address.js';
import { MailDocument } from './mail-document.js';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings.js';
import type { MailContents } from './mail-store.js';
import { MAIL_TEMPLATES, type MailTemplate } from './mail-template.js';
import { plainText } from './mail-text.js';
import { say } from './said-mail.js';
import type { WrittenMail } from './written-mail.js';

/** Writes mails by the templates of the rooms. */
@Injectable()
export class MailWriter {
  private readonly templates: ReadonlyMap<string, MailTemplate>;
  private readonly from: MailAddress;
  private readonly host: string;

  /** @throws Error if two templates have one name */
  constructor(
    declarations: Declarations,
    @Inject(MAIL_SETTINGS.token) { from }: MailSettings,
    @Inject(CONFIG) private readonly config: Pick<Config, 'brand' | 'issuer'>,
  ) {
    const declared = declarations.all(MAIL_TEMPLATES);
    this.templates = new Map(declared.map((each) => [each.name, each]));
    if (this.templates.size < declared.length) throw new Error('two mail templates have one name');
    const { hostname, host } = new URL(config.issuer);
    this.host = host;
    const address = from?.address ?? `no-reply@${hostname}`;
    this.from = { address, name: from?.name ?? config.brand.name };
  }

  /** @throws Undeliverable if no room declares the template, as after a step back to an older version */
  write(id: string, template: string, { to, values, look = {} }: MailContents): WrittenMail {
    const found = this.templates.get(template);
    if (!found) throw new Undeliverable(`no room declares the mail template ${template}`);
    const text = textsFor(writtenLanguage(to.languages ?? [], this.config.brand.language));
    const said = say(found.compose(values), text, to.timeZone);
    const html = renderToString(
      <BrandContext.Provider value={branded(this.config.brand, look)}>
        <TextsContext.Provider value={text}>
          <MailDocument said={said} host={this.host} />
        </TextsContext.Provider>
      </BrandContext.Provider>,
    );
    return {
      messageId: `${id}@${this.from.address.split('@')[1]}`,
      from: this.from,
      to: { address: to.address, ...(to.name === undefined ? {} : { name: to.name }) },
      subject: said.title,
      text: plainText(said, `${this.config.brand.name} · ${this.host}`),
      html: `<!doctype html>${html}`,
      language: text.language,
    };
  }
}

/** What a client says of its look goes before what the server says. The name stays that of the server: people see who writes. */
function branded(brand: Brand, { logoUrl, tokens: { accent, radius } = {} }: Look): Brand {
  return { ...brand, ...(logoUrl && { logoUrl }), ...(accent && { accent }), ...(radius !== undefined && { radius }) };
}
