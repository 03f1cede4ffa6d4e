// Stands in for @vscode/spdlog's native binding in the test host: same calls, plain synchronous appends.
const fs = require('node:fs');
const path = require('node:path');
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const two = (n, w = 2) => String(n).padStart(w, '0');
class Logger {
  constructor(_type, _name, file) {
    this.file = file;
    this.level = 2;
    this.raw = false;
  }
  getLevel() {
    return this.level;
  }
  setLevel(l) {
    this.level = l;
  }
  setPattern() {
    this.raw = false;
  }
  clearFormatters() {
    this.raw = true;
  }
  flush() {}
  drop() {}
  write(level, message) {
    if (level < this.level) {
      return;
    }
    const d = new Date();
    const line = this.raw
      ? message
      : `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}.${two(d.getMilliseconds(), 3)} [${LEVELS[level]}] ${message}\n`;
    try {
      fs.appendFileSync(this.file, line);
    } catch {
      /* the folder went away at shutdown */
    }
  }
}
LEVELS.forEach((name, i) => {
  Logger.prototype[name === 'warning' ? 'warn' : name] = function (m) {
    this.write(i, m);
  };
});
async function create(type, name, file, size, count) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger(type, name, file, size, count);
}
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = (...a) => create('rotating', ...a);
exports.createAsyncRotatingLogger = (...a) => create('rotating_async', ...a);
