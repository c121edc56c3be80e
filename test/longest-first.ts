// The order of test files: those that take longest first, so that no worker is left alone with one of them at the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Measured on two cores, each above ten seconds of processor time or of waiting. */
const LONG = [
  'engine/',
  'packaging/',
  'cluster/',
  'sweep/webgpu',
  'browser/',
  'host/checkpoint',
  'kill/',
  'api/core',
  'sweep/outside-trouble',
  'sweep/run',
  'study/import/foreign',
  'study/foreign/',
  'cli/',
];

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      LONG.some((part) => moduleId.includes(`/test/${part}`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
