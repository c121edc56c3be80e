// Names and values under a heading.
export type Facts = readonly (readonly [name: string, value: string])[];

interface Props {
  readonly title: string;
  readonly facts: Facts;
  /** The values are as files write them, in every language. */
  readonly isData?: boolean;
}

export function FactPanel({ title, facts, isData = false }: Props) {
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd lang={isData ? 'en' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
