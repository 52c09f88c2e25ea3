import { Global, Module } from '@nestjs/common';
import { SETTINGS } from '../../platform/config/room-settings.js';
import { SERVER_SECRETS } from '../../platform/crypto/server-secret.js';
import { ENTITIES } from '../../platform/database/entities.js';
import { Declares } from '../../platform/declarations.js';
import { PURGE_RULES, purgeRule } from '../../platform/schedule/purge-rule.js';
import { PROOF_OF_WORK_SECRET, ProofOfWork } from './proof-of-work.service.js';
import { PROOF_OF_WORK_SETTINGS } from './proof-of-work-settings.js';
import { SolvedTaskEntity } from './solved-task.entity.js';
import { SolvedTasksRepository } from './solved-tasks.repository.js';
import { TaskScriptController } from './task-script.controller.js';

/** Work that browsers do before strangers may have the server do some. */
@Global()
@Declares(
  ENTITIES.of(SolvedTaskEntity),
  SETTINGS.of(PROOF_OF_WORK_SETTINGS),
  SERVER_SECRETS.of(PROOF_OF_WORK_SECRET),
  PURGE_RULES.of(purgeRule('solved_tasks', SolvedTasksRepository, 'expires_at')),
)
@Module({
  controllers: [TaskScriptController],
  providers: [SolvedTasksRepository, ProofOfWork],
  exports: [ProofOfWork],
})
export class ProofOfWorkModule {}
