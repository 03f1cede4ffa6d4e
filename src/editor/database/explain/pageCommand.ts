/** The one command that the page of a plan may call. */
export const pageCommand = 'seniorBackend.explainQuery';
