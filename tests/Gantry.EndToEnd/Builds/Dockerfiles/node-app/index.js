console.log("node says", process.argv.slice(2).map(Number).reduce((a, b) => a + b));
