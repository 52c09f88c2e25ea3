import type { AuditEventTypes } from '../audit/audit-event-type.js';

/** What is recorded of protected resources. */
export const RESOURCE_EVENTS = {
  created: { name: 'resource.created', description: 'A protected resource was declared.' },
  updated: { name: 'resource.updated', description: 'A protected resource or its scopes changed.' },
  deleted: { name: 'resource.deleted', description: 'A protected resource and its scopes were removed.' },
} satisfies AuditEventTypes;

/** What is recorded of attributes of users that claims may be made of. */
export const ATTRIBUTE_EVENTS = {
  declared: {
    name: 'user_attribute.created',
    description: 'An attribute of users was declared, so that claims can be made of it.',
  },
  described: { name: 'user_attribute.updated', description: 'The description of a declared attribute changed.' },
  deleted: { name: 'user_attribute.deleted', description: 'An attribute is declared no longer.' },
} satisfies AuditEventTypes;

/** What is recorded of roles. */
export const ROLE_EVENTS = {
  created: { name: 'role.created', description: 'A role was made.' },
  updated: { name: 'role.updated', description: 'The description or the scopes of a role changed.' },
  deleted: { name: 'role.deleted', description: 'A role was removed.' },
} satisfies AuditEventTypes;
