//! Every setting there is.
use super::Setting;

/// Address and port to listen on.
pub const LISTEN: Setting = Setting::new("listen", "127.0.0.1:8000", "Address and port to listen on");
/// Where the world finds the pages and REST.
pub const PUBLIC_URL: Setting =
    Setting::new("public-url", "https://rooks.example", "Where the world finds the pages and REST");
/// Where the world finds the sockets.
pub const STREAMING_URL: Setting = Setting::new(
    "streaming-url",
    "wss://rooks.example",
    "Where the world finds the sockets; whoever is sent off is told where to go on only if this is set, or if the server listens to its own machine alone",
);
/// Name of the server.
pub const TITLE: Setting = Setting::new("title", "Rookery", "Name of the server").or("Rookery");
/// What the server is for.
pub const DESCRIPTION: Setting = Setting::new("description", "A place for makers", "What the server is for")
    .or("Short posts, on every follower's screen at once.");
/// Where to write to.
pub const CONTACT_EMAIL: Setting =
    Setting::new("contact-email", "me@rooks.example", "Where to write to").or("");
/// Characters that a post may have.
pub const MAX_CHARACTERS: Setting =
    Setting::new("max-characters", "500", "Characters that a post may have").or("500");
/// Who may register.
pub const REGISTRATIONS: Setting =
    Setting::new("registrations", "approval", "Who may register: open, approval or closed").or("open");
/// Whether an address has to be confirmed before one may log in.
pub const CONFIRM_EMAIL: Setting =
    Setting::new("confirm-email", "true", "Whether an address has to be confirmed before one may log in")
        .switch();
/// Folder that mails are written into, one .eml each.
pub const MAIL_FOLDER: Setting = Setting::new(
    "mail-folder",
    "/var/lib/rookery/mail",
    "Folder that mails are written into, one .eml each, where there is no mail server; `mail` in the data folder if not set",
);
/// Mail server that takes all mails.
pub const SMTP_URL: Setting = Setting::new(
    "smtp-url",
    "smtps://rookery:secret@mail.example:465",
    "Mail server that takes all mails; `smtp://...?tls=required` for STARTTLS",
)
.secret();
/// Who sends the mails.
pub const MAIL_FROM: Setting = Setting::new(
    "mail-from",
    "Rookery <rookery@rooks.example>",
    "Who sends the mails; `rookery@` this server if not set",
);
/// How a line of the log looks: human or json.
pub const LOG: Setting =
    Setting::new("log", "json", "How a line of the log looks: human or json").or("human");
/// What is logged: a level, or target=level,....
pub const LOG_FILTER: Setting =
    Setting::new("log-filter", "info", "What is logged: a level, or target=level,...").or("info");
/// Proxies whose X-Forwarded-For is believed.
pub const TRUSTED_PROXIES: Setting =
    Setting::new("trusted-proxies", "127.0.0.1,10.0.0.0/8", "Proxies whose X-Forwarded-For is believed")
        .or("");
/// Requests of an account in five minutes; 0 switches every rate limit off.
pub const RATE_LIMIT: Setting = Setting::new(
    "rate-limit",
    "300",
    "Requests of an account in five minutes; 0 switches every rate limit off",
)
.or("300");
/// Requests of an address without an account in five minutes; 0 for no limit.
pub const RATE_LIMIT_ADDRESS: Setting = Setting::new(
    "rate-limit-address",
    "300",
    "Requests of an address without an account in five minutes, of an IPv6 network (/64) together; 0 for no limit",
)
.or("300");
/// Files that an account may upload in half an hour; 0 for no limit.
pub const RATE_LIMIT_MEDIA: Setting = Setting::new(
    "rate-limit-media",
    "30",
    "Files that an account may upload in half an hour; 0 for no limit",
)
.or("30");
/// Posts and boosts that an account may take back in half an hour; 0 for no limit.
pub const RATE_LIMIT_DELETES: Setting = Setting::new(
    "rate-limit-deletes",
    "30",
    "Posts and boosts that an account may take back in half an hour; 0 for no limit",
)
.or("30");
/// Accounts that an address may register in half an hour; 0 for no limit.
pub const RATE_LIMIT_REGISTRATIONS: Setting = Setting::new(
    "rate-limit-registrations",
    "5",
    "Accounts that an address may register in half an hour; 0 for no limit",
)
.or("5");
/// Mails to one address that anybody may ask for in half an hour; 0 for no limit.
pub const RATE_LIMIT_MAILS: Setting = Setting::new(
    "rate-limit-mails",
    "5",
    "Mails to one address that anybody may ask for in half an hour; 0 for no limit",
)
.or("5");
/// Wrong passwords for an account from one address in a quarter of an hour; 0 for no limit.
pub const RATE_LIMIT_WRONG_PASSWORDS: Setting = Setting::new(
    "rate-limit-wrong-passwords",
    "5",
    "Wrong passwords for an account from one address in a quarter of an hour; 0 for no limit",
)
.or("5");
/// Whether apps may log people in by e-mail and password.
pub const PASSWORD_GRANT: Setting = Setting::new(
    "password-grant",
    "true",
    "Whether apps may ask people for e-mail and password themselves (OAuth's password grant)",
)
.switch();
/// Connections at once; more have to wait.
pub const MAX_CONNECTIONS: Setting =
    Setting::new("max-connections", "20000", "Connections at once; more have to wait").or("20000");
/// Another server whose tokens are taken as they are.
pub const FOREIGN_ISSUER: Setting = Setting::new(
    "foreign-issuer",
    "https://rooks.eu.auth0.com/",
    "Another server whose tokens are taken as they are, as it calls itself; accounts are made when they are first seen",
);
/// Its name for us.
pub const FOREIGN_AUDIENCE: Setting = Setting::new(
    "foreign-audience",
    "https://rooks.example/api",
    "Its name for this server: the audience (`aud`) that those tokens must have",
);
/// Where they say who somebody is.
pub const FOREIGN_CLAIM: Setting = Setting::new(
    "foreign-claim",
    "https://rooks.example/id",
    "The claim of those tokens that says who somebody is",
)
.or("sub");
/// Archives that an account may take along in an hour; 0 for no limit.
pub const RATE_LIMIT_EXPORTS: Setting = Setting::new(
    "rate-limit-exports",
    "3",
    "Archives of everything that an account may take along in an hour; 0 for no limit",
)
.or("3");
/// Seconds over which a server that stops sends its sockets off.
pub const DRAIN: Setting = Setting::new(
    "drain-seconds",
    "20",
    "Seconds over which a server that stops sends its sockets off; the end is ten seconds later at the latest",
)
.or("20");
/// Topics of one connection to the gateway.
pub const GATEWAY_TOPICS: Setting =
    Setting::new("gateway-topics", "50", "Topics of one connection to the gateway").or("50");
/// Seconds that a connection to the gateway may take until it listens to something.
pub const GATEWAY_LISTEN: Setting = Setting::new(
    "gateway-listen-seconds",
    "15",
    "Seconds that a connection to the gateway may take until it listens to something",
)
.or("15");
/// Seconds that a connection to the gateway may be without PING.
pub const GATEWAY_PING: Setting = Setting::new(
    "gateway-ping-seconds",
    "345",
    "Seconds that a connection to the gateway may be without PING; clients are told to send one every five minutes",
)
.or("345");
/// Connections to the gateway that one member may have; 0 for no limit. Each tab of the pages is one, and who works with many bots or
/// overlays has some beside; a program that opens them without end is stopped all the same.
pub const SOCKETS_MEMBER: Setting = Setting::new(
    "gateway-connections-member",
    "50",
    "Connections to the gateway that one member may have; 0 for no limit",
)
.or("50");
/// Messages that one token may publish through the gateway in a minute; 0 for no limit.
pub const GATEWAY_PUBLISHES: Setting = Setting::new(
    "gateway-publishes",
    "60",
    "Messages that one token may publish through the gateway in a minute, at each server; 0 for no limit",
)
.or("60");
/// Sockets and streams that one address may have; 0 for no limit.
pub const SOCKETS_ADDRESS: Setting = Setting::new(
    "sockets-address",
    "100",
    "Sockets and streams that one address may have, of an IPv6 network (/64) together; 0 for no limit",
)
.or("100");
/// Sockets and streams that may open in a second; 0 for no limit.
pub const SOCKETS_RATE: Setting =
    Setting::new("sockets-rate", "500", "Sockets and streams that may open in a second; 0 for no limit")
        .or("500");
/// Where PostgreSQL is.
pub const DATABASE_URL: Setting =
    Setting::new("database-url", "postgres://rookery@localhost/rookery", "Where PostgreSQL is").secret();
/// Where RabbitMQ is.
pub const AMQP_URL: Setting =
    Setting::new("amqp-url", "amqp://rookery:secret@localhost:5672/%2f", "Where RabbitMQ is").secret();

/// Start on a database that may lose what it acknowledged.
pub const ALLOW_FSYNC_OFF: Setting = Setting::new(
    "allow-fsync-off",
    "true",
    "Start on a database that may lose what it acknowledged: for tests alone",
)
.switch();

/// Folder of everything that is kept.
pub const DATA: Setting = Setting::new("data", "./data", "Folder of everything that is kept").or("./data");
/// Folder of pictures, which all api-servers share.
pub const MEDIA_FOLDER: Setting = Setting::new(
    "media-folder",
    "/srv/rookery/media",
    "Folder of pictures, which all api-servers share; that of rookery is media in its data folder, if nothing else is said",
)
.or("./media");
/// Folder of the shop's models, for the next start.
pub const SHOP_SNAPSHOTS: Setting = Setting::new(
    "shop-snapshots",
    "/srv/rookery/snapshots",
    "Folder in which the shop's models are kept, so that the next start need not read everything again; that of rookery is snapshots in its data folder, and api-server keeps none, if nothing else is said",
);
/// Who takes the shop's money.
pub const SHOP_PAYMENTS: Setting = Setting::new(
    "shop-payments",
    "trial",
    "Who takes the shop's money: nobody, so that orders need not be paid, or trial, who takes none and does what the token says",
)
.or("nobody");
/// What their messages are signed with.
pub const SHOP_PAYMENTS_SECRET: Setting = Setting::new(
    "shop-payments-secret",
    "a-long-secret",
    "What their messages are signed with, the same on all servers; without it none but their own is heard",
)
.secret();
/// Minutes in which an order has to be paid.
pub const SHOP_PAY_MINUTES: Setting = Setting::new(
    "shop-pay-minutes",
    "15",
    "Minutes in which an order has to be paid, where somebody takes money; then it ends, and what was kept for it is there for others",
)
.or("15");
/// Where each change of an order is told.
pub const SHOP_WEBHOOK: Setting = Setting::new(
    "shop-webhook",
    "https://books.example/rookery",
    "Where each change of an order is told, signed (Standard Webhooks): an https:// address, or an http:// one on this machine",
);
/// What that is signed with.
pub const SHOP_WEBHOOK_SECRET: Setting = Setting::new(
    "shop-webhook-secret",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "What that is signed with: `whsec_` and 24 to 64 bytes in base64; two of them, with a space between, while one takes the place of the other",
)
.secret();
/// Bucket of pictures in an S3-compatible store, instead of the folder.
pub const MEDIA_BUCKET: Setting = Setting::new(
    "media-bucket",
    "rookery",
    "Bucket of pictures in an S3-compatible store, instead of the folder; it has to be there, and is asked for by its path",
);
/// Where that store is.
pub const MEDIA_ENDPOINT: Setting = Setting::new(
    "media-endpoint",
    "https://s3.example",
    "Where that store is; Amazon's of the region if not set",
);
/// Its region.
pub const MEDIA_REGION: Setting =
    Setting::new("media-region", "eu-central-1", "Region of that store").or("us-east-1");
/// Our name there.
pub const MEDIA_KEY_ID: Setting = Setting::new("media-key-id", "rookery", "Access key of that store");
/// What we sign with.
pub const MEDIA_SECRET_KEY: Setting =
    Setting::new("media-secret-key", "secret", "What belongs to the access key").secret();
/// Keep nothing: a temporary folder instead of --data.
pub const MEMORY: Setting =
    Setting::new("memory", "true", "Keep nothing: a temporary folder instead of --data").switch();
/// Fill the server with a small lively community.
pub const DEMO: Setting = Setting::new(
    "demo",
    "true",
    "Fill the server with a small lively community, some of which buy in its shop where no real money is taken and no mail server is set; one that listens to other machines gives its people a password of their own, and logs it",
)
.switch();

/// Those of the shop.
pub(super) const SHOP: [Setting; 6] = [
    SHOP_SNAPSHOTS,
    SHOP_PAYMENTS,
    SHOP_PAYMENTS_SECRET,
    SHOP_PAY_MINUTES,
    SHOP_WEBHOOK,
    SHOP_WEBHOOK_SECRET,
];

/// Those of the bucket of pictures.
pub(super) const BUCKET: [Setting; 5] =
    [MEDIA_BUCKET, MEDIA_ENDPOINT, MEDIA_REGION, MEDIA_KEY_ID, MEDIA_SECRET_KEY];

/// Those of the sockets.
pub(super) const SOCKETS: [Setting; 7] = [
    GATEWAY_TOPICS,
    GATEWAY_LISTEN,
    GATEWAY_PING,
    SOCKETS_MEMBER,
    GATEWAY_PUBLISHES,
    SOCKETS_ADDRESS,
    SOCKETS_RATE,
];

/// Those of every program, beside the three whose defaults differ.
pub const SHARED: &[Setting] = &[
    TITLE,
    DESCRIPTION,
    CONTACT_EMAIL,
    MAX_CHARACTERS,
    REGISTRATIONS,
    CONFIRM_EMAIL,
    LOG,
    LOG_FILTER,
    TRUSTED_PROXIES,
    RATE_LIMIT,
    RATE_LIMIT_ADDRESS,
    RATE_LIMIT_MEDIA,
    RATE_LIMIT_DELETES,
    RATE_LIMIT_REGISTRATIONS,
    RATE_LIMIT_MAILS,
    RATE_LIMIT_WRONG_PASSWORDS,
    RATE_LIMIT_EXPORTS,
    PASSWORD_GRANT,
    FOREIGN_ISSUER,
    FOREIGN_AUDIENCE,
    FOREIGN_CLAIM,
    MAX_CONNECTIONS,
    DRAIN,
];
