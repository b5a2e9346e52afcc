@POST:/api/v1/accounts/:id/follow
Feature: Reading somebody in some languages alone

  Background:
    Given Ada follows Bob in the languages "en, nl"

  Scenario: what is in other languages is not at home
    When Bob publishes "caw" in the language "en"
    And Bob publishes "krah" in the language "de"
    And Bob publishes "kaa"
    Then Ada sees "caw" in her home timeline
    And Ada sees "kaa" in her home timeline
    And Ada does not see "krah" in her home timeline
    But Ada can read "krah"
    And Ada sees "krah" in Bob's timeline

  Scenario: it is so on the screen too
    Given Ada is watching her home timeline
    When Bob publishes "krah" in the language "de"
    And Bob publishes "caw" in the language "en"
    Then Ada is shown "caw" by Bob
    And Ada is not shown "krah"

  Scenario: what somebody passes on may be in any language
    Given Cleo publishes "kra" in the language "fr"
    When Bob boosts "kra"
    Then Ada sees "kra" boosted by Bob in her home timeline

  Scenario: all can be read again, also what was written before
    Given Bob publishes "krah" in the language "de"
    When Ada follows Bob in all languages
    Then Ada sees "krah" in her home timeline
    And Bob has 1 follower

  Scenario: what is no language is refused
    When Ada follows Bob in the languages "en, gibberish"
    Then Ada is told "that makes no sense"
    When Bob publishes "kaa" in the language "nl"
    Then Ada sees "kaa" in her home timeline
