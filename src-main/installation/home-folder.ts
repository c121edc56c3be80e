// The user's home folder, where there is one: a user of a container may be a bare number without any.
import { homedir } from 'node:os';

export function homeFolder(): string | null {
  try {
    return homedir() || null;
  } catch {
    // The system knows no such user.
    return null;
  }
}
