@bad_input
Feature: Whatever is sent, nothing breaks
  What makes no sense is refused as what it is, changes nothing, and the next request is answered as if nothing had been.

  Scenario Outline: a post with <text>
    When Bob publishes <text>
    Then Bob is told "<rule>"
    And a visitor sees nothing in Bob's timeline
    And Bob is known as himself

    Examples:
      | text                           | rule                          |
      | a text with a NUL              | control characters are no text |
      | a text with an escape          | control characters are no text |
      | a text with a delete           | control characters are no text |
      | a letter with 10000 accents    | a post is short                |
      | a text of 10000 letters        | a post is short                |

  @wire
  Scenario Outline: <text> is more than anybody reads
    When Bob publishes <text>
    Then Bob is told "that is too much"
    And a visitor sees nothing in Bob's timeline
    And Bob is known as himself

    Examples:
      | text                         |
      | a letter with 100000 accents |
      | a text of 100000 letters     |

  Scenario: tab and newline are text
    When Bob publishes a text with a tab and a newline
    Then a visitor can read what Bob published

  @wire
  Scenario Outline: <nonsense> instead of a post
    When Bob sends <nonsense>
    Then Bob is told "<rule>"
    And a visitor sees nothing in Bob's timeline
    And Bob is known as himself

    Examples:
      | nonsense                       | rule                 |
      | half a message                 | that makes no sense  |
      | a list where the text belongs  | that makes no sense  |
      | bytes that are no text         | that makes no sense  |
      | a megabyte                     | that is too much     |

  @wire
  Scenario Outline: <nonsense> in an address
    When Bob sends <nonsense>
    Then Bob is told "it is not there"
    And Bob is known as himself

    Examples:
      | nonsense                |
      | a word for a number     |
      | an endless number       |
      | an unknown place        |

  @wire
  Scenario Outline: <nonsense> is overlooked
    When Bob sends <nonsense>
    Then nobody minds

    Examples:
      | nonsense            |
      | a word for a page   |
      | a word for a size   |

  @wire
  Scenario Outline: a screen that sends <nonsense> goes on
    Given Ada follows Bob
    And Ada is watching her home timeline
    When Ada's screen sends <nonsense>
    And Bob publishes "caw"
    Then Ada is shown "caw" by Bob

    Examples:
      | nonsense                   |
      | gibberish                  |
      | a message of unknown kind  |
      | the name of no stream      |

  @wire
  Scenario Outline: a screen that sends <nonsense> is cut off, and nobody else is
    Given Ada follows Bob
    And Ada is watching her home timeline
    And Bob is watching his home timeline
    When Ada's screen sends <nonsense>
    Then Ada's connection ends
    When Bob publishes "caw"
    Then Bob is shown "caw" by Bob

    Examples:
      | nonsense   |
      | bytes      |
      | a megabyte |
