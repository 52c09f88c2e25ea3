import { useSession } from 'next-auth/react';

export default function Home() {
  const { data } = useSession();
  return <p>{data ? data.user.email : 'No one is signed in'}</p>;
}
