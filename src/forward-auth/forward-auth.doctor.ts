import type { INestApplicationContext } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { DoctorCheck } from '../platform/doctor/doctor-check.js';
import { type Finding, ok, warn } from '../platform/doctor/finding.js';
import { ProtectedHosts } from './hosts/protected-hosts.service.js';

export const checks: readonly DoctorCheck[] = [{ order: 97, stage: 'server', find }];

/** Whether any proxy is believed that asks about protected hosts; nothing to say if there are none. */
async function find(server: INestApplicationContext): Promise<readonly Finding[]> {
  const check = 'protected hosts';
  const [first] = await server.get(ProtectedHosts).all();
  if (!first) return [];
  if (server.get<Config>(CONFIG).trustProxy.length > 0) return [ok(check, 'proxies of TRUST_PROXY may ask about them')];
  return [
    warn(
      check,
      `no proxy gets an answer about ${first.host}; set TRUST_PROXY to the address of the one in front of it`,
    ),
  ];
}
