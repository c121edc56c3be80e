// Names and values under a heading.
export type Facts = readonly (readonly [name: string, value: string])[];

export function FactPanel({ title, facts }: { readonly title: string; readonly facts: Facts }) {
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
