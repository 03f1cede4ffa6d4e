// Stands in for native-watchdog's binding: it only ends an extension host whose server died (stop() kills the group instead).
exports.start = () => {};
exports.exit = code => process.reallyExit(code);
