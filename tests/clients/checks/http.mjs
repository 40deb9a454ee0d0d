// The audits of `graphql-http` against the GraphQL-over-HTTP specification: none may fail, not even a SHOULD or a MAY.

import { serverAudits } from 'graphql-http';

export const name = 'http';

export async function check({ url }) {
  const failures = [];
  const audits = serverAudits({ url, fetchFn: fetch });
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== 'ok') failures.push(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
  }
  if (audits.length < 61) failures.push(`${audits.length} audits where there were 61`);
  return failures;
}
