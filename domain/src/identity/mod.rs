//! Who people are here.
mod about;
mod account;
mod app;
mod edit;
mod email;
mod event;
mod names;
mod password;
mod role;
mod scopes;
mod secret;
mod token;

pub use about::{AboutRule, Note, ProfileField};
pub use account::{Account, AccountCounts, NewAccount, Picture, PostDefaults, Profile};
pub use app::{App, AppName, AppRule, ClientId, NewApp, RedirectUri, Website};
pub use edit::{AccountEdit, Editing};
pub use email::{Email, EmailRule};
pub use event::{AccountChanged, AuthorFacts, Registered};
pub use names::{DisplayName, NameRule, Username, UsernameRule};
pub use password::{Password, PasswordHash, PasswordRule};
pub use role::Role;
pub use scopes::{ScopeRule, Scopes};
pub use secret::{Digest, Secret};
pub use token::{AccessToken, BearerClaims, Grantee, SessionId, TokenId};
