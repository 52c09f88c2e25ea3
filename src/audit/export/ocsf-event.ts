import { VERSION } from '../../platform/version.js';
import { type AuditEventDto, presentEvent } from '../dto/audit-event.dto.js';
import type { OcsfActivity } from '../ocsf-activity.js';
import type { StoredEvent } from '../stored-event.js';

/** The version of the schema, https://schema.ocsf.io/1.3.0. */
const SCHEMA = '1.3.0';

/** The category of all classes that are used: identity and access management. */
const CATEGORY = { category_uid: 3, category_name: 'Identity & Access Management' };

const PRODUCT = { name: 'Gatehouse', vendor_name: 'Gatehouse', version: VERSION };

/** An event as monitoring systems read it. */
export type OcsfEvent = Readonly<Record<string, unknown>>;

/**
 * An event of the audit log in OCSF. What the schema has no place for is in `unmapped`: the client, the details, and the digest by
 * which the event is a part of the chain.
 * @param issuer where it happened
 */
export function ocsfEvent(event: StoredEvent, activity: OcsfActivity, issuer: string): OcsfEvent {
  const shown = presentEvent(event);
  const { class: of, activity: activityId, severity, failed } = activity;
  const user = userOf(shown);
  return {
    class_uid: of.uid,
    class_name: of.name,
    ...CATEGORY,
    activity_id: activityId,
    activity_name: shown.type,
    type_uid: of.uid * 100 + activityId,
    severity_id: severity,
    status_id: failed ? 2 : 1,
    status: failed ? 'Failure' : 'Success',
    time: event.at,
    metadata: { version: SCHEMA, product: PRODUCT, uid: shown.id, event_code: shown.type, sequence: shown.sequence },
    ...actorOf(shown),
    ...(of.uid === 3004 ? { entity: entityOf(shown) } : { user }),
    ...(of.uid === 3002 && authenticationOf(shown, issuer)),
    ...(shown.address !== undefined && { src_endpoint: { ip: shown.address } }),
    ...(shown.request_id !== undefined && {
      http_request: { uid: shown.request_id, user_agent: shown.user_agent },
    }),
    unmapped: { issuer, client_id: shown.client_id, details: shown.details, chain_hash: shown.hash },
  };
}

/** Who it is about: who the details name, else who did it. */
function userOf({ details, actor, actor_type }: AuditEventDto): OcsfEvent {
  const named = textOf(details.user);
  const uid = named ?? (actor_type === 'client' ? undefined : actor);
  const name = textOf(details.username);
  // The schema wants one of both.
  return uid === undefined && name === undefined ? { name: 'unknown' } : { uid, name };
}

function actorOf({ actor, actor_type, actor_client_id }: AuditEventDto): OcsfEvent {
  if (actor === undefined) return {};
  if (actor_type === 'client') return { actor: { app_uid: actor } };
  return { actor: { user: { uid: actor }, app_uid: actor_client_id } };
}

function entityOf({ type, client_id, details }: AuditEventDto): OcsfEvent {
  const name = type.replace(/\..*$/, '');
  const uid = textOf(details.id) ?? textOf(details[name]) ?? client_id;
  return { name, uid };
}

function authenticationOf({ details }: AuditEventDto, issuer: string): OcsfEvent {
  const session = textOf(details.session) ?? textOf(details.sid);
  return {
    service: { name: issuer },
    ...(session !== undefined && { session: { uid: session } }),
    ...(Array.isArray(details.amr) && { is_mfa: details.amr.includes('mfa') }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
