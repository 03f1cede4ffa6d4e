/** A TestRun for the k6-operator: the same plan on many machines of a cluster. */

export interface TestRunOptions {
  /** Of the TestRun and of the ConfigMap that holds the script. */
  readonly name: string;
  /** Of the script in the ConfigMap. */
  readonly file: string;
  /** Pods that share the load. */
  readonly parallelism: number;
  /** Environment variables that the script needs; they come from a Secret of the name `<name>-env`. */
  readonly environment: readonly string[];
}

/**
 * YAML: https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/usage/configure-testrun-crd/. `separate` puts each pod on a node
 * of its own where that is possible, since pods that share a node measure each other.
 */
export function testRunYaml({ name, file, parallelism, environment }: TestRunOptions): string {
  const resource = resourceName(name);
  const secret = environment.map(variable => ` --from-literal=${variable}="$${variable}"`).join('');
  return [
    `# kubectl create configmap ${resource} --from-file=${fileName(file)}`,
    ...(environment.length ? [`# kubectl create secret generic ${resource}-env${secret}`] : []),
    `# kubectl apply -f ${resource}.yaml`,
    'apiVersion: k6.io/v1alpha1',
    'kind: TestRun',
    'metadata:',
    `  name: ${resource}`,
    'spec:',
    `  parallelism: ${parallelism}`,
    '  script:',
    '    configMap:',
    `      name: ${resource}`,
    `      file: ${fileName(file)}`,
    '  separate: true',
    ...(environment.length
      ? ['  runner:', '    envFrom:', '      - secretRef:', `          name: ${resource}-env`]
      : []),
    '',
  ].join('\n');
}

/** A name that Kubernetes takes (RFC 1123): `GET /users/{id}` → `get-users-id`. */
export function resourceName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'load-test' : plain;
}

/** A key of a ConfigMap. */
function fileName(file: string): string {
  return file.replace(/[^-._a-zA-Z0-9]+/g, '-');
}
