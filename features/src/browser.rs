//! A headless Chromium, spoken to over WebDriver (<https://www.w3.org/TR/webdriver2/>).
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thiserror::Error;
use xtask::infra::{Launch, Process, TempDir, find_program, free_port, http_status};

/// How long a page may take to show what it should.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one look at a page lasts at the most: a page that gives way to another takes with it what looks at it.
const LOOK: Duration = Duration::from_secs(1);

/// A browser that tabs can be opened in. Dropping it closes them.
#[derive(Debug)]
pub struct Browser {
    base: String,
    binary: String,
    http: reqwest::Client,
    // the order matters: the driver ends before its folder goes
    _driver: Process,
    folder: TempDir,
}

/// A tab of its own: no other tab shares its storage.
#[derive(Debug)]
pub struct Tab {
    session: String,
    http: reqwest::Client,
}

/// What the browser could not do.
#[derive(Debug, Error)]
#[error("the browser could not do {what}: {why}")]
pub struct Trouble {
    what: String,
    why: String,
}

impl Browser {
    /// Starts the driver of this Chromium: the one beside it, or the one in `PATH`.
    pub fn start(chromium: &Path, log: &Path) -> io::Result<Self> {
        let beside = chromium.with_file_name("chromedriver");
        let driver = Some(beside).filter(|path| path.exists()).or_else(|| find_program("chromedriver"));
        let driver = driver.ok_or_else(|| io::Error::other("chromedriver is needed beside Chromium"))?;
        let (folder, port) = (TempDir::new("browser")?, free_port());
        let launch = Launch::of(driver)
            .arg(format!("--port={port}"))
            .env("HOME", folder.path())
            .env("TMPDIR", folder.path())
            .log(log);
        let process = Process::start(launch)?;
        let base = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + PATIENCE;
        while !http_status(&base, "/status").is_ok_and(|status| status == 200) {
            if Instant::now() > deadline {
                return Err(io::Error::other("chromedriver does not answer"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let binary = chromium.display().to_string();
        Ok(Self { base, binary, http: reqwest::Client::new(), _driver: process, folder })
    }

    /// A file at hand for whoever uses it.
    pub fn file(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    }

    /// Opens a tab.
    pub async fn tab(&self) -> Result<Tab, Trouble> {
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--window-size=1200,900",
        ];
        let options = json!({"binary": self.binary, "args": args});
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "timeouts": {"script": (LOOK * 2).as_millis()},
        }}});
        let sessions = format!("{}/session", self.base);
        let answer = ask(&self.http, &sessions, wanted).await?;
        let id = answer["sessionId"].as_str().unwrap_or_default();
        Ok(Tab { session: format!("{sessions}/{id}"), http: self.http.clone() })
    }
}

impl Tab {
    /// Loads an address.
    pub async fn open(&self, url: &str) -> Result<(), Trouble> {
        self.command("url", json!({"url": url})).await.map(drop)
    }

    /// Waits until an element that matches shows this text, or until none does.
    pub async fn wait_for(&self, css: &str, text: &str, is_there: bool) -> Result<(), Trouble> {
        // the page tells when it has changed; it is asked again only because another may be there by then
        let script = "
            const [css, text, wanted, look, done] = arguments;
            const shown = () => [...document.querySelectorAll(css)].some((element) => element.textContent.includes(text));
            if (shown() === wanted) return done(true);
            setTimeout(() => done(false), look);
            const observer = new MutationObserver(() => {
                if (shown() !== wanted) return;
                observer.disconnect();
                done(true);
            });
            observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });";
        let look = json!({"script": script, "args": [css, text, is_there, LOOK.as_millis()]});
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.command("execute/async", look.clone()).await {
                Ok(Value::Bool(true)) => return Ok(()),
                Err(trouble) if Instant::now() > deadline => return Err(trouble),
                Ok(_) if Instant::now() > deadline => {
                    return Err(Trouble { what: look.to_string(), why: "it is not so".to_owned() });
                }
                _ => {}
            }
        }
    }

    /// Clicks on the first element that matches.
    pub async fn click(&self, css: &str) -> Result<(), Trouble> {
        let element = self.element(css).await?;
        self.command(&format!("element/{element}/click"), json!({})).await.map(drop)
    }

    /// Types into the first element that matches.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<(), Trouble> {
        let element = self.element(css).await?;
        self.command(&format!("element/{element}/value"), json!({"text": text})).await.map(drop)
    }

    /// Leaves a note that lasts for as long as the page is not loaded again.
    pub async fn leave_note(&self) -> Result<(), Trouble> {
        self.command("execute/sync", json!({"script": "window.note = true", "args": []})).await.map(drop)
    }

    /// Whether the note is still there.
    pub async fn has_note(&self) -> Result<bool, Trouble> {
        let answer = self
            .command("execute/sync", json!({"script": "return window.note === true", "args": []}))
            .await?;
        Ok(answer == Value::Bool(true))
    }

    /// What the page posts or puts to addresses that end so stays on its way, until it is let go.
    pub async fn hold(&self, path: &str) -> Result<(), Trouble> {
        let script = "
            const [path] = arguments;
            const send = window.fetch;
            const gone = new Promise((done) => (window.letGo = done));
            window.fetch = async (to, how) => {
                if (['POST', 'PUT'].includes(how?.method) && String(to).endsWith(path)) await gone;
                return send(to, how);
            };";
        self.command("execute/sync", json!({"script": script, "args": [path]})).await.map(drop)
    }

    /// What was held arrives.
    pub async fn let_go(&self) -> Result<(), Trouble> {
        self.command("execute/sync", json!({"script": "window.letGo()", "args": []})).await.map(drop)
    }

    /// What the page shows, for a message.
    pub async fn text(&self) -> String {
        let script = json!({"script": "return document.body.innerText", "args": []});
        let answer = self.command("execute/sync", script).await;
        answer.ok().and_then(|text| Some(text.as_str()?.to_owned())).unwrap_or_default()
    }

    /// Closes it.
    pub async fn close(self) {
        // one that does not close is closed with its browser
        let _ = self.http.delete(&self.session).send().await;
    }

    async fn element(&self, css: &str) -> Result<String, Trouble> {
        self.wait_for(css, "", true).await?;
        let answer = self.command("element", json!({"using": "css selector", "value": css})).await?;
        let id = answer.as_object().and_then(|element| element.values().next()).and_then(Value::as_str);
        Ok(id.unwrap_or_default().to_owned())
    }

    async fn command(&self, name: &str, body: Value) -> Result<Value, Trouble> {
        ask(&self.http, &format!("{}/{name}", self.session), body).await
    }
}

async fn ask(http: &reqwest::Client, url: &str, body: Value) -> Result<Value, Trouble> {
    let trouble = |why: String| Trouble { what: body.to_string(), why };
    let request = http.post(url).json(&body).timeout(PATIENCE * 2);
    let reply = request.send().await.map_err(|error| trouble(error.to_string()))?;
    let well = reply.status().is_success();
    let mut answer: Value = reply.json().await.map_err(|error| trouble(error.to_string()))?;
    let value = answer["value"].take();
    if well { Ok(value) } else { Err(trouble(value["message"].as_str().unwrap_or_default().to_owned())) }
}
