const http = require("http");
const s = http.createServer((q, a) => a.end("answer 42")).listen(3000, "127.0.0.1", () => http.get("http://127.0.0.1:3000", r => r.on("data", d => { console.log(String(d)); s.close(); process.exit(0); })));
