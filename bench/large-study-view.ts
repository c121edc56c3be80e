// What the reading of a study costs, part by part, in seconds of processor time, which other work on the machine stretches less than wall
// time: node bench/large-study-view.ts FILE (a file of bench/large-study.ts)
import { summarize } from '../src-main/api/study-view.ts';
import { packAnalysis, unpackAnalysis } from '../src-main/contract/packed-analysis.ts';
import { figureFacts } from '../src-main/report/figures/facts.ts';
import { wordsOf } from '../src-main/report/language/language.ts';
import { analyzeStudy } from '../src-main/study/analyze-study.ts';
import { openStudy } from '../src-main/study/study.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node bench/large-study-view.ts FILE');

function timed<T>(what: string, work: () => T): T {
  const before = process.cpuUsage();
  const made = work();
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${what}: ${((user + system) / 1e6).toFixed(2)} s\n`);
  return made;
}

const study = openStudy(file, 'read');
const outcomes = timed('rows', () => study.outcomes());
const analysis = timed('analysis', () => analyzeStudy(study, outcomes));
timed('facts', () =>
  ['en', 'ja'].map((language) => figureFacts(study.info(), outcomes, wordsOf(language as 'en'))),
);
const packed = timed('packed', () => packAnalysis(analysis));
timed('unpacked, by the page', () => unpackAnalysis(packed));
timed('summary, after the map', () => summarize(packed));
study.close();
