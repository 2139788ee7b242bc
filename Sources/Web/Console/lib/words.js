// The names of things the API writes as codes.
import { tOr } from '../i18n/index.js';

/** user_id → 用户 ID */
export const identifierName = (kind) => tOr(`identifier.${kind}`, kind);

/** The reason why an event was rejected, in words. */
export const reasonName = (reason) => tOr(`reason.${reason}`, reason);
