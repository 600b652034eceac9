/** One pushed state with its people, groups and channels found by id. */

const SLACKBOT = { id: "USLACKBOT", name: "slackbot", real_name: "Slackbot", initials: "S", is_bot: true };

export class Workspace {
  constructor(state) {
    this.state = state;
    this.me = state.me;
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.groups = new Map(state.groups.map((group) => [group.id, group]));
    this.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
    this.app = state.apps[0];
    const names = state.channels.map(({ id, name }) => [id, name]);
    this.directory = JSON.stringify([state.me, state.users, state.groups, names]); // changes when any drawn name may
  }

  user(id) {
    return this.users.get(id) ?? (id === SLACKBOT.id ? SLACKBOT : { id, name: id, real_name: id });
  }

  /** The app whose direct messages a channel holds; undefined for every other channel. */
  correspondent(channel) {
    return channel.is_direct
      ? [...this.users.values()].find((user) => user.name === channel.name)
      : undefined;
  }

  titleOf(channel) {
    return this.correspondent(channel)?.real_name ?? `#${channel.name}`;
  }

  names(ids) {
    return ids.map((id) => this.user(id).real_name).join(", ");
  }

  /** What matters about a person when it comes to approving: "guest", "in @release-owners". */
  role(user) {
    const groups = [...this.groups.values()].filter((group) => group.users.includes(user.id));
    const marks = [
      user.deleted && "deactivated",
      user.is_stranger && "external",
      user.is_restricted && "guest",
    ];
    return [...marks.filter(Boolean), ...groups.map((group) => `@${group.handle}`)].join(", ");
  }

  channelNamed(name) {
    const channels = this.state.channels;
    const named = channels.find((channel) => channel.name === name || channel.id === name);
    return named ?? channels.find((channel) => channel.name === "deploy-approval") ?? channels[0];
  }

  /** Whether a message text calls the reader by name, group or broadcast. */
  callsMe(text) {
    const mine = [...this.groups.values()].filter((group) => group.users.includes(this.me.id));
    const calls = [
      `<@${this.me.id}`,
      ...mine.map((group) => `<!subteam^${group.id}`),
      "<!here",
      "<!channel",
      "<!everyone",
    ];
    return calls.some((call) => text.includes(call));
  }
}
