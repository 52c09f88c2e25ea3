import ts from 'typescript';
import { sourceFiles } from '../support/source-files.js';

/** Where requests to others leave by, with all that is checked of their addresses. */
const EGRESS = 'src/platform/egress/';

/** What else opens connections, files or folders, and why that is right. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/platform/database/': 'DATABASE_URL is the database, wherever the operator has it',
  'src/mail/smtp/smtp-transport.ts': 'its library speaks SMTP over connections that egress opens (getSocket)',
  'src/platform/telemetry/tracing/open-telemetry.ts':
    'its library connects to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names, for the operator alone',
  'src/resource-server/remote-key-set.ts': 'runs in an API, not in this server: the API names its own issuer',
};

/** What modules of Node have that opens no connection to others; all else they have is for egress. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  http: ['createServer'],
  https: ['createServer'],
  net: ['isIP', 'isIPv4', 'isIPv6', 'createServer', 'Server'],
  tls: ['createSecureContext'],
  http2: [],
  dgram: [],
  dns: [],
  'dns/promises': [],
};

/** Globals that send requests. */
const GLOBALS = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'];

/** Packages, or what of them, by which connections are opened. */
const PACKAGES = [
  'pg',
  'nodemailer',
  'undici',
  'openid-client',
  'ldapts',
  'ws',
  '@opentelemetry/exporter-trace-otlp-proto',
];
const CONNECTING_NAMES = ['createRemoteJWKSet'];

const files = sourceFiles('src').filter(({ path }) => !/\.spec(-support)?\.tsx?$/.test(path));

/** What in a text may open a connection. */
function openings({ path, text }: { readonly path: string; readonly text: string }): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    found.push(...openingsAt(node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

function openingsAt(node: ts.Node): readonly string[] {
  if (ts.isImportDeclaration(node)) return ofImport(textOf(node.moduleSpecifier), node.importClause);
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && !node.isTypeOnly)
    return ofModule(textOf(node.moduleSpecifier));
  if (ts.isCallExpression(node) && /^(import|require|process\.getBuiltinModule)$/.test(node.expression.getText()))
    return ofModule(node.arguments[0] ? textOf(node.arguments[0]) : '');
  if (ts.isPropertyAccessExpression(node) && /^(globalThis|global)$/.test(node.expression.getText()))
    return GLOBALS.filter((name) => name === node.name.text);
  return ts.isIdentifier(node) && GLOBALS.includes(node.text) && isValue(node) ? [node.text] : [];
}

function ofImport(from: string, clause: ts.ImportClause | undefined): readonly string[] {
  if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const named = clause.namedBindings;
  if (!named || !ts.isNamedImports(named) || clause.name) return ofModule(from);
  const values = named.elements.filter(({ isTypeOnly }) => !isTypeOnly);
  const names = values.map(({ name, propertyName }) => (propertyName ?? name).text);
  const harmless = HARMLESS[from.replace(/^node:/, '')];
  if (harmless) return names.filter((name) => !harmless.includes(name));
  return [...(names.length > 0 ? ofModule(from) : []), ...names.filter((name) => CONNECTING_NAMES.includes(name))];
}

/** Of all that a module has. */
function ofModule(from: string): readonly string[] {
  return HARMLESS[from.replace(/^node:/, '')] || PACKAGES.includes(from) ? [from] : [];
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : '';
}

/** Whether a name stands for what is called so, not for a member or a parameter that has it. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !('name' in parent && parent.name === node);
}

describe('requests to others', () => {
  it('leave by src/platform/egress only', () => {
    const opening = files.filter((file) => !file.path.startsWith(EGRESS) && openings(file).length > 0);
    const [excepted, others] = [true, false].map((is) =>
      opening.filter(({ path }) => is === Object.keys(EXCEPTIONS).some((each) => path.startsWith(each))),
    );
    expect(others?.map((file) => `${file.path}: ${openings(file).join(', ')}`)).toEqual([]);
    const unused = Object.keys(EXCEPTIONS).filter((each) => !excepted?.some(({ path }) => path.startsWith(each)));
    expect(unused).toEqual([]);
  });

  it.each([
    ["import { request } from 'node:https';", ['request']],
    ["import { get as ask } from 'http';", ['get']],
    ["import * as net from 'node:net';", ['node:net']],
    ["import dns from 'node:dns';", ['node:dns']],
    ["import { type Socket, isIP, connect } from 'node:net';", ['connect']],
    ["export { request } from 'node:http';", ['node:http']],
    ["const tls = await import('node:tls');", ['node:tls']],
    ["import { createTransport } from 'nodemailer';", ['nodemailer']],
    ["import { createRemoteJWKSet } from 'jose';", ['createRemoteJWKSet']],
    ['await fetch(address);', ['fetch']],
    ['const send = fetch;', ['fetch']],
    ['globalThis.fetch(address);', ['fetch']],
    ["new WebSocket('wss://a');", ['WebSocket']],
    ["import type { Socket } from 'node:net';", []],
    ["import { isIP, type Socket } from 'node:net';", []],
    ["import { createServer } from 'node:http';", []],
    ['class A { constructor(private readonly fetch: F) {} ask() { return this.fetch(); } }', []],
  ])('are found by this test: %s', (text, expected) => {
    expect(openings({ path: 'a.ts', text })).toEqual(expected);
  });
});
