// A subscription of the schema that needs no arguments, so that the transports' checks fit any schema.

/** The text of a subscription, found by introspection. */
export async function subscription(url) {
  const query = `{ __schema { subscriptionType { fields {
    name args { defaultValue type { kind } }
    type { kind name ofType { kind name } }
  } } } }`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = await response.json();
  const optional = ({ type, defaultValue }) => type.kind !== 'NON_NULL' || defaultValue !== null;
  const field = data.__schema.subscriptionType.fields.find(({ args }) => args.every(optional));
  const named = field.type.ofType ?? field.type;
  const leaf = named.kind === 'SCALAR' || named.kind === 'ENUM';
  return `subscription { ${field.name}${leaf ? '' : ' { __typename }'} }`;
}
