// What a GPU report has found so far, in two files of a folder: report.json for programs and report.md for people. Each finding
// is on file before the next is looked for, so that a report that is cut off tells what it had.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One row of a section's table. */
export type Finding = Readonly<Record<string, string | number | boolean | null>>;

export type State = 'waiting' | 'running' | 'done' | 'cut' | 'failed';

export interface SectionReport {
  readonly name: string;
  readonly title: string;
  state: State;
  /** Wall time that it took, and that it was given. */
  seconds: number | null;
  budget: number | null;
  /** Why it was cut, or what failed. */
  sentence: string | null;
  readonly findings: Finding[];
}

const JSON_FILE = 'report.json';

export interface ReportHead {
  readonly begun: string;
  readonly minutes: number;
  readonly node: string;
  readonly system: string;
}

/** What the report in a folder has so far. */
export function foundIn(folder: string): readonly SectionReport[] {
  const text = readFileSync(path.join(folder, JSON_FILE), 'utf8');
  return (JSON.parse(text) as { readonly sections: readonly SectionReport[] }).sections;
}

export class Report {
  readonly #folder: string;
  readonly #head: ReportHead;
  readonly #sections: readonly SectionReport[];

  /** Makes the folder where there is none. */
  constructor(
    folder: string,
    head: ReportHead,
    sections: readonly { readonly name: string; readonly title: string }[],
  ) {
    this.#folder = folder;
    this.#head = head;
    this.#sections = sections.map(({ name, title }) => ({
      name,
      title,
      state: 'waiting',
      seconds: null,
      budget: null,
      sentence: null,
      findings: [],
    }));
    mkdirSync(folder, { recursive: true });
    this.#write();
  }

  begin(name: string, budget: number): void {
    this.#change(name, (section) => Object.assign(section, { state: 'running', budget }));
  }

  add(name: string, finding: Finding): void {
    this.#change(name, (section) => section.findings.push(finding));
  }

  end(name: string, state: State, seconds: number, sentence: string | null = null): void {
    this.#change(name, (section) => Object.assign(section, { state, seconds, sentence }));
  }

  #change(name: string, change: (section: SectionReport) => void): void {
    change(this.#sections.find((section) => section.name === name)!);
    this.#write();
  }

  #write(): void {
    const contents = { ...this.#head, sections: this.#sections };
    this.#put(JSON_FILE, `${JSON.stringify(contents, null, 1)}\n`);
    this.#put('report.md', markdown(this.#head, this.#sections));
  }

  /** Whole or not at all: whoever ends the report may do so in the middle of a write. */
  #put(name: string, text: string): void {
    const file = path.join(this.#folder, name);
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file);
  }
}

export function markdown(head: ReportHead, sections: readonly SectionReport[]): string {
  const lines = [
    '# GPU report',
    '',
    `Begun ${head.begun}, given ${shown(head.minutes)} minutes. Node ${head.node}, ${head.system}.`,
  ];
  for (const { title, state, seconds, budget, sentence, findings } of sections) {
    lines.push('', `## ${title}`, '');
    const time = seconds === null ? '' : ` after ${shown(seconds)} s`;
    const given = budget === null ? '' : ` (given ${shown(budget)} s)`;
    lines.push(`${state}${time}${given}${sentence === null ? '' : `: ${sentence}`}`);
    if (findings.length > 0) lines.push('', ...table(findings));
  }
  return `${lines.join('\n')}\n`;
}

function table(findings: readonly Finding[]): string[] {
  const columns = [...new Set(findings.flatMap((finding) => Object.keys(finding)))];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(columns),
    row(columns.map(() => '---')),
    ...findings.map((finding) => row(columns.map((column) => shown(finding[column] ?? null)))),
  ];
}

/** A cell of a table: one line, no column of its own. */
function shown(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return String(value).replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
