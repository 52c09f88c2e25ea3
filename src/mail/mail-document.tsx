import type { ComponentChildren, CSSProperties } from 'preact';
import { useContext } from 'preact/hooks';
import { BrandContext } from '../ui/components/brand.js';
import { useTexts } from '../ui/use-texts.js';
import type { SaidMail } from './said-mail.js';

/** The colour of what people act on, if the organisation has set none; as on the pages. */
const ACCENT = '#1d5c47';
/** Pixels; as on the pages. */
const RADIUS = 14;
const FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif';

/** Mail programs know few styles, and those only on the elements themselves. */
const STYLES = {
  body: { margin: 0, padding: '24px 12px', background: '#f4f2ee', color: '#1b1c1a', font: `16px/1.5 ${FONT}` },
  card: {
    maxWidth: '520px',
    margin: '0 auto',
    padding: '28px',
    background: '#ffffff',
    border: '1px solid #dedbd3',
  },
  brand: { margin: '0 0 20px', fontWeight: 600 },
  logo: { height: '28px', verticalAlign: 'middle' },
  heading: { margin: '0 0 12px', fontSize: '22px', lineHeight: 1.25 },
  paragraph: { margin: '0 0 16px' },
  code: { margin: '0 0 16px', font: '600 28px/1.3 ui-monospace,Menlo,Consolas,monospace', letterSpacing: '4px' },
  address: { margin: '0 0 16px', fontSize: '13px', wordBreak: 'break-all' },
  name: { padding: '4px 0', color: '#5d605a', verticalAlign: 'top' },
  value: { padding: '4px 16px', verticalAlign: 'top' },
  note: { margin: '16px 0 0', color: '#5d605a', fontSize: '14px' },
  foot: { maxWidth: '520px', margin: '16px auto 0', color: '#5d605a', fontSize: '13px', textAlign: 'center' },
} satisfies Record<string, CSSProperties>;

interface MailDocumentProps {
  readonly said: SaidMail;
  readonly host: string;
}

/** A mail as HTML: one card with the brand, as the pages have it. It loads nothing but the organisation's logo. */
export function MailDocument({ said, host }: MailDocumentProps) {
  const { title, paragraphs, code, action, facts, notes } = said;
  const { language, direction } = useTexts();
  const { radius = RADIUS } = useContext(BrandContext);
  return (
    <html lang={language} dir={direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{title}</title>
      </head>
      <body style={STYLES.body}>
        <div style={{ ...STYLES.card, borderRadius: `${radius}px` }}>
          <Sender />
          <h1 style={STYLES.heading}>{title}</h1>
          {paragraphs.map((each) => (
            <p style={STYLES.paragraph}>{each}</p>
          ))}
          {code && <p style={STYLES.code}>{code}</p>}
          {action && <Action {...action} />}
          {facts.length > 0 && <Facts facts={facts} />}
          {notes.map((each) => (
            <p style={STYLES.note}>{each}</p>
          ))}
        </div>
        <p style={STYLES.foot}>{host}</p>
      </body>
    </html>
  );
}

function Sender() {
  const { name, logoUrl } = useContext(BrandContext);
  return (
    <p style={STYLES.brand}>
      {logoUrl && <img src={logoUrl} alt="" style={STYLES.logo} />} <bdi>{name}</bdi>
    </p>
  );
}

function Action({ label, address }: NonNullable<SaidMail['action']>) {
  const { accent: background = ACCENT, radius = RADIUS } = useContext(BrandContext);
  const style: CSSProperties = {
    display: 'inline-block',
    padding: '12px 22px',
    borderRadius: `${Math.min(radius, 10)}px`,
    background,
    color: '#ffffff',
    fontWeight: 600,
    textDecoration: 'none',
  };
  return (
    <>
      <Row>
        <a href={address} style={style}>
          {label}
        </a>
      </Row>
      <p style={STYLES.address}>
        <a href={address}>{address}</a>
      </p>
    </>
  );
}

function Row({ children }: { readonly children: ComponentChildren }) {
  return <p style={STYLES.paragraph}>{children}</p>;
}

function Facts({ facts }: { readonly facts: SaidMail['facts'] }) {
  return (
    <table role="presentation" style={{ borderCollapse: 'collapse' }}>
      {facts.map(([name, value]) => (
        <tr>
          <td style={STYLES.name}>{name}</td>
          <td style={STYLES.value}>
            <bdi>{value}</bdi>
          </td>
        </tr>
      ))}
    </table>
  );
}
