// A real OpenID provider for the scenarios. Whoever logs in is who they say: "ada@r.example" with an address that nobody has
// looked at, "verified:ada@r.example" with one that the provider vouches for. PORT is where it listens; BACK is where browsers
// are sent back to, one or several with commas between.
import Provider from 'oidc-provider';

const { PORT, BACK } = process.env;

const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [{ client_id: 'rookery', client_secret: 'not much of a secret', redirect_uris: BACK.split(',') }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
  pkce: { required: () => true },
  findAccount: (_context, name) => ({ accountId: name, claims: () => ({ sub: name, ...described(name) }) }),
});

function described(name) {
  const email = name.replace('verified:', '');
  return { email, email_verified: email !== name, preferred_username: email.split('@')[0] };
}

provider.listen(Number(PORT), '127.0.0.1');
