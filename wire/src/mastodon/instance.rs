//! What this server says of itself.
use domain::identity::Registrations;
use domain::media::{Description, Upload};
use domain::posts::{NewPoll, TextLimit};
use serde::Serialize;
use serde_json::{Value, json};
use service::identity::Totals;

use super::{Empty, Links, VERSION};

/// What its owner says of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its name.
    pub title: String,
    /// A sentence or two.
    pub description: String,
    /// Where to write to; may be empty.
    pub email: String,
    /// Characters that a post may have.
    pub max_characters: usize,
    /// Who may register.
    pub registrations: Registrations,
}

impl About {
    /// Whether anybody may register, or ask to.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.registrations != Registrations::Closed
    }

    fn approves(&self) -> bool {
        self.registrations == Registrations::Approval
    }

    /// How long a post may be.
    #[must_use]
    pub fn text_limit(&self) -> TextLimit {
        TextLimit::new(self.max_characters)
    }
}

/// The document of version 1.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct InstanceV1 {
    pub uri: String,
    pub title: String,
    pub short_description: String,
    pub description: String,
    pub email: String,
    pub version: &'static str,
    pub urls: Value,
    pub stats: Value,
    pub thumbnail: String,
    pub languages: [&'static str; 1],
    pub registrations: bool,
    pub approval_required: bool,
    pub invites_enabled: bool,
    pub configuration: Value,
    pub contact_account: Option<()>,
    pub rules: Empty,
    pub max_toot_chars: usize,
}

/// The document of version 2.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct InstanceV2 {
    pub domain: String,
    pub title: String,
    pub version: &'static str,
    pub source_url: String,
    pub description: String,
    pub usage: Value,
    pub thumbnail: Value,
    pub icon: Empty,
    pub languages: [&'static str; 1],
    pub configuration: Value,
    pub registrations: Value,
    pub contact: Value,
    pub rules: Empty,
}

impl InstanceV1 {
    /// What this server says of itself.
    #[must_use]
    pub fn of(about: &About, totals: Totals, links: &Links) -> Self {
        Self {
            uri: links.domain().to_owned(),
            title: about.title.clone(),
            short_description: about.description.clone(),
            description: about.description.clone(),
            email: about.email.clone(),
            version: VERSION,
            urls: json!({ "streaming_api": links.streaming() }),
            stats: json!({ "user_count": totals.accounts, "status_count": totals.posts, "domain_count": 1 }),
            thumbnail: links.thumbnail(),
            languages: ["en"],
            registrations: about.is_open(),
            approval_required: about.approves(),
            invites_enabled: false,
            configuration: configuration(about),
            contact_account: None,
            rules: Empty::default(),
            max_toot_chars: about.max_characters,
        }
    }
}

impl InstanceV2 {
    /// What this server says of itself.
    #[must_use]
    pub fn of(about: &About, totals: Totals, links: &Links) -> Self {
        let mut configuration = configuration(about);
        configuration["urls"] = json!({
            "streaming": links.streaming(), "status": null, "about": links.at("/"),
            "privacy_policy": null, "terms_of_service": null,
        });
        configuration["vapid"] = json!({ "public_key": "" });
        configuration["translation"] = json!({ "enabled": false });
        Self {
            domain: links.domain().to_owned(),
            title: about.title.clone(),
            version: VERSION,
            source_url: links.at("/"),
            description: about.description.clone(),
            usage: json!({ "users": { "active_month": totals.active_accounts } }),
            thumbnail: json!({ "url": links.thumbnail(), "blurhash": null, "versions": {} }),
            icon: Empty::default(),
            languages: ["en"],
            configuration,
            registrations: json!({
                "enabled": about.is_open(), "approval_required": about.approves(), "message": null,
                "url": links.at("/register"),
            }),
            contact: json!({ "email": about.email, "account": null }),
            rules: Empty::default(),
        }
    }

    /// With who takes the shop's money, if somebody does: not Mastodon's, so in a place of its own.
    #[must_use]
    pub fn paid_by(mut self, taker: Option<&str>) -> Self {
        self.configuration["shop"] = json!({ "payments": taker });
        self
    }
}

/// Clients stop at a zero or a `null` here, so that what we do not serve has Mastodon's figures.
fn configuration(about: &About) -> Value {
    const MEBIBYTE: u64 = 1 << 20;
    json!({
        "accounts": { "max_featured_tags": 10, "max_pinned_statuses": 5 },
        "statuses": {
            "max_characters": about.max_characters,
            "max_media_attachments": 4,
            "characters_reserved_per_url": TextLimit::LINK,
        },
        "media_attachments": {
            "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp"],
            "description_limit": Description::MAX,
            "image_size_limit": Upload::BYTES,
            "image_matrix_limit": Upload::POINTS,
            "video_size_limit": 99 * MEBIBYTE,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 8_294_400,
        },
        "polls": {
            "max_options": NewPoll::OPTIONS,
            "max_characters_per_option": NewPoll::CHARACTERS,
            "min_expiration": NewPoll::SHORTEST,
            "max_expiration": NewPoll::LONGEST,
        },
    })
}
