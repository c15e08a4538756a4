Console.WriteLine(Newtonsoft.Json.JsonConvert.SerializeObject(new { hello = string.Join(" ", args) }));
