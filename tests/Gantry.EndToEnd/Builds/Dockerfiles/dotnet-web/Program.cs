var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "served by Kestrel");
await app.StartAsync();
using var client = new HttpClient();
Console.WriteLine(await client.GetStringAsync(app.Urls.First().Replace("[::]", "localhost")));
