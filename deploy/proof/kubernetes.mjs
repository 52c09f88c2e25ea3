import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';

// Renders each overlay by `kubectl kustomize`, which needs no cluster, and checks each object against the schema of
// Kubernetes. Needs kubectl, and kubernetes-models, which is no dependency of this project:
//
//   npm install --prefix FOLDER kubernetes-models@4 && node deploy/proof/kubernetes.mjs FOLDER
const load = createRequire(`${resolve(process.argv[2] ?? '.')}/`);

for (const overlay of ['postgresql', 'sqlite']) {
  const text = execFileSync('kubectl', ['kustomize', `deploy/kubernetes/overlays/${overlay}`], { encoding: 'utf8' });
  const objects = parseAllDocuments(text).map((document) => document.toJS());
  for (const object of objects) {
    const { [object.kind]: Model } = load(`kubernetes-models/${object.apiVersion}/${object.kind}`);
    new Model(object).validate();
  }
  console.log(`${overlay}: ${objects.map(({ kind }) => kind).join(', ')}`);
}
