import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Brand } from '../../ui/components/brand.js';
import type { Onward } from '../../ui/leaving-page.js';
import { Pages } from '../../ui/pages.js';
import { useTexts } from '../../ui/use-texts.js';
import type { ResponseMode, ResponseParameters } from './response-mode.js';

/** Where {@link FormPostController} serves the one line that submits the form. */
export const FORM_POST_SCRIPT = '/assets/form-post.js';

/** OAuth 2.0 Form Post Response Mode: the browser posts the response. Without JavaScript the person presses the button. */
@Injectable()
export class FormPostResponseMode implements ResponseMode {
  readonly name = 'form_post';

  constructor(private readonly pages: Pages) {}

  onward(redirectUri: string, fields: ResponseParameters): Onward {
    return { address: redirectUri, fields };
  }

  send(reply: FastifyReply, redirectUri: string, parameters: ResponseParameters): void {
    this.pages.send(reply, {
      title: 'form-post.title',
      body: <FormPostPage redirectUri={redirectUri} parameters={parameters} />,
      postsToClient: true,
      script: FORM_POST_SCRIPT,
    });
  }
}

interface FormPostPageProps {
  readonly redirectUri: string;
  readonly parameters: ResponseParameters;
}

function FormPostPage({ redirectUri, parameters }: FormPostPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('form-post.title')}</h1>
      <p class="lead">{text('form-post.lead')}</p>
      <form method="post" action={redirectUri}>
        {Object.entries(parameters).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <div class="actions">
          <button class="primary" type="submit">
            {text('form-post.continue')}
          </button>
        </div>
      </form>
    </>
  );
}
