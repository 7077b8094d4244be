// The npm client, unmodified, against a router. Prints one JSON object for each thing that it saw.
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2] + '/v1', apiKey: 'any', timeout: 20000, maxRetries: 2 });
const say = (name, value) => console.log(JSON.stringify({ name, value }));
const messages = [{ role: 'user', content: 'höflich "gefragt" \\ \n\u{1F680}' }];

const withTools = {
  messages,
  tools: [{ type: 'function', function: { name: 'model', parameters: { type: 'object', properties: { model: { type: 'string' } } } } }],
  response_format: { type: 'json_object' },
  model: 'sql',
};
say('sent', JSON.stringify(withTools, null, 2)); // As this client writes it.
const completion = await client.chat.completions.create(withTools);
say('completion', completion.choices[0].message.content);

let text = '';
for await (const chunk of await client.chat.completions.create({ model: 'sql', stream: true, messages })) {
  text += chunk.choices[0]?.delta?.content ?? '';
}
say('stream', text);

const left = await client.chat.completions.create({ model: 'endless', stream: true, messages });
for await (const chunk of left) {
  left.controller.abort();
  break;
}
say('left', true);

try {
  for await (const chunk of await client.chat.completions.create({ model: 'breaking', stream: true, messages })) { text = ''; }
  say('broken', 'as if whole');
} catch (e) {
  say('broken', e.constructor.name);
}

try {
  await client.chat.completions.create({ model: 'nothing', messages });
} catch (e) {
  say('missing', `${e.constructor.name} ${e.status} ${e.code}`);
}

const models = [];
for await (const model of client.models.list()) models.push(model.id);
say('models', models.join(' '));

say('retried', (await client.chat.completions.create({ model: 'flaky', messages })).choices[0].message.content);

try {
  await client.chat.completions.create({ model: 'silent', messages }, { timeout: 500, maxRetries: 0 });
} catch (e) {
  say('timeout', e.constructor.name);
}
