/** What Slack's own client makes of typed words: escaped, with the handles turned into mentions. */

export function typed(text, workspace) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return escaped
    .replace(/(?<![\w@])@([\w.-]*\w)/g, (whole, handle) => mentionOf(handle, workspace) ?? whole)
    .replace(/(?<![\w#&])#([\w-]+)/g, (whole, name) => channelOf(name, workspace) ?? whole);
}

function mentionOf(handle, workspace) {
  if (["here", "channel", "everyone"].includes(handle)) return `<!${handle}>`;
  const user = [...workspace.users.values()].find((one) => one.name === handle);
  const group = [...workspace.groups.values()].find((one) => one.handle === handle);
  return user ? `<@${user.id}>` : group && `<!subteam^${group.id}>`;
}

function channelOf(name, workspace) {
  const channel = [...workspace.channels.values()].find((one) => one.name === name && !one.is_direct);
  return channel && `<#${channel.id}>`;
}
