import * as vscode from 'vscode';
import type { Position } from '../../../text/finding.js';
import type { ShownMark, ShownProblem } from './migrationCalls.js';

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const satisfies Record<ShownProblem['severity'], vscode.DiagnosticSeverity>;

const colours: Record<ShownMark['tone'], string> = {
  good: 'charts.green',
  plain: 'editorCodeLens.foreground',
  strong: 'editorWarning.foreground',
};

const longest = 160;

/** What the last run said of statements, in their files: as problems, and as a few words behind them. Gone with the next edit. */
export class MigrationMarks implements vscode.Disposable {
  readonly #problems = vscode.languages.createDiagnosticCollection('senior-backend-migrations');
  readonly #type = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  /** By the file's URI. */
  readonly #marks = new Map<string, readonly ShownMark[]>();
  readonly #parts = vscode.Disposable.from(
    this.#problems,
    this.#type,
    vscode.window.onDidChangeVisibleTextEditors(editors => this.#draw(editors)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.clear(document.uri);
    }),
  );

  clear(uri: vscode.Uri): void {
    this.#problems.delete(uri);
    if (this.#marks.delete(uri.toString())) this.#draw(vscode.window.visibleTextEditors);
  }

  /** In place of what was said of these files, and of those that are in it. */
  async show(files: readonly string[], problems: readonly ShownProblem[], marks: readonly ShownMark[]): Promise<void> {
    const paths = new Set([...files, ...problems.map(one => one.path), ...marks.map(one => one.path)]);
    for (const path of paths) {
      const uri = vscode.Uri.file(path);
      const own = marks.filter(mark => mark.path === path);
      if (own.length > 0) this.#marks.set(uri.toString(), own);
      else this.#marks.delete(uri.toString());
      const said = problems.filter(problem => problem.path === path);
      // A file that is gone meanwhile has no lines to stand on.
      const document = said.length > 0 ? await openQuietly(uri) : undefined;
      if (document)
        this.#problems.set(
          uri,
          said.map(problem => diagnosticOf(document, problem)),
        );
      else this.#problems.delete(uri);
    }
    this.#draw(vscode.window.visibleTextEditors);
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #draw(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      const marks = this.#marks.get(editor.document.uri.toString()) ?? [];
      editor.setDecorations(
        this.#type,
        marks.filter(({ line }) => line < editor.document.lineCount).map(mark => decorationOf(editor.document, mark)),
      );
    }
  }
}

function diagnosticOf(document: vscode.TextDocument, { at, severity, message }: ShownProblem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeAt(document, at), message, severities[severity]);
  diagnostic.source = 'Senior Backend';
  diagnostic.code = 'migration';
  return diagnostic;
}

/** To the end of the line, but for blanks. */
function rangeAt(document: vscode.TextDocument, { line, character }: Position): vscode.Range {
  const { text, range } = document.lineAt(Math.min(line, document.lineCount - 1));
  const end = text.trimEnd().length;
  return range.with(range.start.translate(0, Math.min(character, Math.max(0, end - 1))), range.start.translate(0, end));
}

function decorationOf(document: vscode.TextDocument, { line, text, tone }: ShownMark): vscode.DecorationOptions {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  const end = document.lineAt(line).range.end;
  return {
    range: new vscode.Range(end, end),
    renderOptions: {
      after: {
        contentText: short,
        margin: '0 0 0 2.5em',
        color: new vscode.ThemeColor(colours[tone]),
        fontStyle: 'normal',
      },
    },
    ...(short === text ? {} : { hoverMessage: new vscode.MarkdownString().appendText(text) }),
  };
}

async function openQuietly(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}
