/** The fields of a stream of server-sent events, message by message. EventSource cannot send a token. */
export async function* messages(body, onChunk) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let message = {event: 'message', data: []};
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    onChunk();
    const lines = (rest + value).split(/\r\n|\n/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (message.data.length) yield {...message, data: message.data.join('\n')};
        message = {event: 'message', data: []};
        continue;
      }
      const [, field, text] = /^([^:]*):? ?(.*)$/.exec(line);
      if (field === 'data') message.data.push(text);
      else if (field === 'event' || field === 'id') message[field] = text;
    }
  }
}
